package io.wuerstchen.fleet.export;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.output.StoredBatch;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.sample.MetadataColumns;
import io.wuerstchen.fleet.export.sample.SampleColumns;
import io.wuerstchen.fleet.export.sample.Selection;
import io.wuerstchen.fleet.export.shard.SampleFetcher;
import io.wuerstchen.fleet.export.shard.ShardPlanner;
import io.wuerstchen.fleet.export.shard.ShardSeal;
import io.wuerstchen.fleet.export.shard.ShardWriter;
import io.wuerstchen.fleet.export.shard.ShardWriter.Inputs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Turns a batch into a dataset. Killed anywhere, the same export goes on where it was; each of its files is there whole or not
 * at all, and the index comes last.
 */
public final class Export {
    private final ObjectStore store;
    private final StoredBatch batch;
    private final Place place;
    private final ExportListener listener;

    public Export(ObjectStore store, StoredBatch batch, Place place, ExportListener listener) {
        this.store = store;
        this.batch = batch;
        this.place = place;
        this.listener = listener;
    }

    /**
     * How it is run; the bytes don't depend on it.
     *
     * @param shards that are written at once
     * @param lookAgain how often it looks for outcomes of rows that have none; empty: it doesn't wait for them
     */
    public record Pace(int shards, Optional<Duration> lookAgain) {}

    /**
     * Returns once all that can be exported now is.
     *
     * @throws InvalidJobException if the place holds something else, or what is asked for can't be had together
     * @throws io.wuerstchen.fleet.export.shard.TornObjectException if an object of the batch is not what it was
     * @throws io.wuerstchen.fleet.common.storage.StoreException if a store fails
     */
    public ExportReport run(ExportSpec spec, Pace pace) throws IOException, InterruptedException {
        if (spec.near().drops() && pace.lookAgain().isPresent()) {
            throw new InvalidJobException("--follow and --drop-near-duplicates: both given (expected: one of them;"
                    + " duplicates are found among all pictures)");
        }
        ExportState state = ExportState.take(place, batch, spec);
        listener.begins(batch.rows());
        SampleFetcher fetcher = new SampleFetcher(store, spec.beside());
        try (ExportThreads threads = new ExportThreads(pace.shards());
                NearReport near = new NearReport(place, spec.near())) {
            ExportSpec.Choice choice = spec.choice();
            Selection selection = new Selection(
                    choice.where(),
                    choice.splits(),
                    near.drop(
                            batch::rows,
                            choice.where(),
                            new NearReport.Hashing(fetcher, threads.fetching(), listener)));
            SampleColumns columns = columns();
            Inputs inputs = new Inputs(batch.name(), batch::rows, selection, fetcher);
            ShardWriter writer = new ShardWriter(inputs, place, columns, threads.fetching());
            Shards shards = new Shards(writer, threads, state, listener);
            try (PlannedRows rows = new PlannedRows(place, listener, pace.lookAgain(), shards::requireNoFailure);
                    ShardPlanner planner = new ShardPlanner(batch::rows, selection, spec.limits(), rows)) {
                List<ShardSeal> seals = shards.all(planner);
                if (planner.complete()) {
                    requireAny(seals, rows.counts(), state);
                    state.requireShards(seals.size());
                    new Finish(place, state, new Finish.Made(batch, spec, columns, seals)).run(rows, near);
                }
                return report(planner.complete(), seals, rows, near);
            }
        }
    }

    /** A dataset without a picture is none that anybody could load. */
    private void requireAny(List<ShardSeal> shards, RowCounts counts, ExportState state) throws IOException {
        if (shards.isEmpty()) {
            state.withdraw();
            throw new IllegalStateException(
                    "batch " + batch.name() + ": no picture to export (expected: one or more; of " + counts.pictures()
                            + " committed, --where and --drop-near-duplicates leave none)");
        }
    }

    private static ExportReport report(boolean finished, List<ShardSeal> shards, PlannedRows rows, NearReport near) {
        long bytes = shards.stream()
                .flatMap(shard -> shard.files().values().stream())
                .mapToLong(file -> file.bytes())
                .sum();
        long samples = shards.stream()
                .mapToLong(shard -> shard.plan().size().samples())
                .sum();
        RowCounts counts = rows.counts();
        return new ExportReport(
                finished,
                shards.size(),
                new ExportReport.Counts(
                        counts.committed(),
                        counts.missing(),
                        samples,
                        counts.pictures() - counts.samples() - near.dropped(),
                        near.found()),
                bytes);
    }

    /** From the input, which is there whole before the first picture is. */
    private SampleColumns columns() {
        MetadataColumns metadata = new MetadataColumns();
        batch.prompts(prompt -> metadata.add(prompt.metadata()));
        return new SampleColumns(metadata.columns());
    }
}
