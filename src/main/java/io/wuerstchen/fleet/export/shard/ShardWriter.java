package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.export.sample.SampleColumns;
import io.wuerstchen.fleet.export.sample.Selection;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Makes shards, each of which is there whole or not at all. Safe for all threads, one for each shard. */
public final class ShardWriter {
    /** Pictures of a contact sheet, from all over the shard: more make none that anybody looks at. */
    private static final int SHOWN = 60;

    private final Inputs inputs;
    private final Place place;
    private final SampleColumns columns;
    private final Executor threads;

    /** @param threads fetch objects */
    public ShardWriter(Inputs inputs, Place place, SampleColumns columns, Executor threads) {
        this.inputs = inputs;
        this.place = place;
        this.columns = columns;
        this.threads = threads;
    }

    /** Where samples come from. */
    public record Inputs(String batch, RowSource rows, Selection selection, SampleFetcher fetcher) {}

    /** The shard of that plan, if it stands there already. */
    public Optional<ShardSeal> find(ShardPlan plan) throws IOException {
        return ShardSeal.find(place, plan);
    }

    /** Writes a shard over whatever stands there. */
    public ShardSeal write(ShardPlan plan, ShardProgress progress) throws IOException, InterruptedException {
        try (ShardSamples samples = new ShardSamples(inputs.rows(), inputs.selection(), plan);
                ShardDraft draft = new ShardDraft(place, plan, columns)) {
            int all = plan.size().samples();
            var fetched = new FetchAhead<>(
                    samples::next, (sample, index) -> inputs.fetcher().fetch(sample, isShown(index, all)), threads);
            SampleDigest digest = new SampleDigest();
            for (Optional<Fetched> next = fetched.next(); next.isPresent(); next = fetched.next()) {
                draft.add(next.get());
                digest.add(next.get().sample());
                progress.written(next.get().sample());
            }
            requireSame(plan, digest.end());
            return draft.seal(inputs.batch() + " " + plan.name());
        }
    }

    private static void requireSame(ShardPlan plan, String digest) {
        if (!digest.equals(plan.digest())) {
            throw new TornObjectException(plan.name() + ": its pictures are not those planned, " + digest
                    + " (expected: " + plan.digest() + "; the batch has changed meanwhile)");
        }
    }

    /** Hears of every sample that is in its shard. */
    public interface ShardProgress {
        void written(Sample sample);
    }

    /** {@value #SHOWN} of all, or all where they are fewer, evenly spread from the first on. */
    static boolean isShown(int index, int all) {
        int shown = Math.min(all, SHOWN);
        return (long) index * shown % all < shown;
    }
}
