package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.archive.InputWriter;
import io.wuerstchen.fleet.dispatcher.intake.PromptReader;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.intake.RowCheck;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Reads a batch's prompts once, checks every row, and leaves the input in the store, from where the batch runs. */
final class BatchIntake {
    private static final int TELL_EVERY = 1000;

    private final BatchObjects objects;
    private final BatchListener listener;

    BatchIntake(BatchObjects objects, BatchListener listener) {
        this.objects = objects;
        this.listener = listener;
    }

    /**
     * The batch's input. Where one stands there already, nothing is stored, and this one must be equal.
     *
     * @throws InvalidJobException if it can't be read, has no rows, or the name is taken by another input
     * @throws CancellationException after an interrupt, which stays set
     */
    InputIndex take(BatchSpec spec) {
        Optional<InputIndex> there = InputIndex.find(objects);
        InputWriter writer = new InputWriter(objects, there.isEmpty());
        read(spec, writer);
        InputIndex mine = writer.finish(spec.prompts().name());
        if (mine.rows() == 0) {
            throw new InvalidJobException("prompts: " + mine.file() + ": no rows (expected: one or more)");
        }
        InputIndex stands = there.orElseGet(() -> writer.claim(mine));
        if (!stands.sha256().equals(mine.sha256())) {
            throw new TakenName(objects).by("input", spec.prompts().names(spec.name()) ? "the name is the file's" : "");
        }
        return stands;
    }

    private void read(BatchSpec spec, InputWriter writer) {
        RowCheck check = new RowCheck(spec.options().settings(), spec.options().maxPixels());
        try (PromptReader reader = PromptReader.open(spec.prompts(), check)) {
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                requireNoInterrupt(spec);
                writer.add(row.get());
                tell(row.get());
            }
        }
    }

    private void tell(Row row) {
        if (row instanceof RejectedRow bad) {
            listener.rejected(bad);
        }
        long read = row.place().row() + 1;
        if (read % TELL_EVERY == 0) {
            listener.read(read);
        }
    }

    private static void requireNoInterrupt(BatchSpec spec) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("batch " + spec.name() + ": interrupted while its prompts were read");
        }
    }
}
