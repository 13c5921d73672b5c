package io.wuerstchen.fleet.dispatcher.output;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.archive.InputReader;
import io.wuerstchen.fleet.dispatcher.archive.Outcomes;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes {@code results.jsonl}, a line for every row in the order of the input, and {@code rejected.jsonl}, of the rows that
 * never became a job. Made from what lies in the store alone, in constant memory, as often as wanted.
 */
public final class ResultFiles {
    private final ObjectStore store;
    private final ObjectNames names;

    public ResultFiles(ObjectStore store, ObjectNames names) {
        this.store = store;
        this.names = names;
    }

    /**
     * Writes both files into {@code folder}, which is made where it is missing, each whole or not at all. Rows without an outcome
     * have the state {@code open}, or {@code cancelled} where the batch ended so.
     *
     * @throws InvalidJobException if there is no such batch
     * @throws io.wuerstchen.fleet.common.storage.StoreException if the store fails
     */
    public void write(String batch, Path folder) throws IOException {
        BatchObjects objects = new BatchObjects(store, names, batch);
        InputIndex index = index(batch, objects);
        try (InputReader rows = new InputReader(objects, index);
                PartFile results = new PartFile(folder.resolve("results.jsonl"));
                PartFile rejected = new PartFile(folder.resolve("rejected.jsonl"))) {
            write(rows, new StoredOutcomes(objects), new Lines(results, rejected, unmentioned(objects)));
            results.commit();
            rejected.commit();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Tells every result that stands, in the order of the input; errors as {@link #write(String, Path)}. */
    public void tell(String batch, Consumer<JobResult> results) {
        BatchObjects objects = new BatchObjects(store, names, batch);
        StoredOutcomes outcomes = new StoredOutcomes(objects);
        try (InputReader rows = new InputReader(objects, index(batch, objects))) {
            for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
                outcomes.tell(row.get(), new ResultsOnly(results));
            }
        }
    }

    /** What rows have come to of which no result speaks. */
    private static String unmentioned(BatchObjects objects) {
        boolean finished = objects.report(objects.generation()).isPresent();
        return finished && Generation.cancels(objects) ? "cancelled" : "open";
    }

    private static InputIndex index(String batch, BatchObjects objects) {
        return InputIndex.find(objects)
                .orElseThrow(() -> InvalidJobException.of("batch", batch, "one whose input is in the store"));
    }

    private static void write(InputReader rows, StoredOutcomes outcomes, Lines lines) {
        for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
            if (row.get() instanceof RejectedRow rejected) {
                lines.rejected(rejected);
            } else if (row.get() instanceof PromptRow prompt && !outcomes.tell(prompt, lines)) {
                lines.unmentioned(prompt);
            }
        }
    }

    private record Lines(PartFile results, PartFile rejected, String state) implements Outcomes {
        @Override
        public void result(JobResult result) {
            results.add(ResultLine.of(result));
        }

        @Override
        public void rejected(RejectedRow row) {
            results.add(ResultLine.of(row));
            rejected.add(ResultLine.rejected(row));
        }

        void unmentioned(PromptRow row) {
            results.add(ResultLine.of(row, state));
        }
    }

    private record ResultsOnly(Consumer<JobResult> results) implements Outcomes {
        @Override
        public void result(JobResult result) {
            results.accept(result);
        }

        @Override
        public void rejected(RejectedRow row) {}
    }
}
