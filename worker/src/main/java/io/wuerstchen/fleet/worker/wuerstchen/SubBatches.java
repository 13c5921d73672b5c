package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryPlan.Need;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a micro-batch through a stage in parts. Where the device has too little memory for one, its size is halved, and
 * remembered for the pipeline, which has one device and one precision, until it is tried again whether there is more. Used by one thread at a time.
 */
final class SubBatches {
    private static final Logger log = LoggerFactory.getLogger(SubBatches.class);
    /** Micro-batches after which it is tried whether the device has more memory again: others may have gone. */
    private static final int PATIENCE = 32;

    private final MemoryPlan plan;
    private final Runnable freeing;
    private final Map<Kind, Limit> limits = new HashMap<>();

    /** @param freeing gives back to the device what libtorch keeps for later */
    SubBatches(MemoryPlan plan, Runnable freeing) {
        this.plan = plan;
        this.freeing = freeing;
    }

    /** How many pictures the device had memory for, and how many micro-batches have had enough of it since. */
    private record Limit(int pictures, int runs) {
        static final Limit NONE = new Limit(Integer.MAX_VALUE, 0);

        Limit afterRun() {
            return runs + 1 < PATIENCE
                    ? new Limit(pictures, runs + 1)
                    : new Limit((int) Math.min(2L * pictures, Integer.MAX_VALUE), 0);
        }
    }

    /** What takes the same memory a picture. */
    record Kind(Stage stage, int width, int height, boolean guided) {
        static Kind of(Stage stage, Sampling sampling, boolean guided) {
            return new Kind(stage, sampling.width(), sampling.height(), guided);
        }

        /** For people. */
        @Override
        public String toString() {
            return width + "x" + height + (guided ? ", guided," : "") + " in stage "
                    + stage.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Gives the stage's result for pictures from (inclusive) to (exclusive) of the micro-batch, a row each. */
    interface Run {
        NDArray of(int from, int to);
    }

    /** Takes the stage's result for pictures from (inclusive) on, a row each, as soon as it is there. */
    interface Taker {
        void take(int from, NDArray rows);
    }

    /** The stage's result for the whole micro-batch, as {@link #each} makes it. */
    NDArray run(Need need, List<TorchGenerator> generators, Run stage) {
        NDList done = new NDList();
        each(need, generators, stage, (from, rows) -> done.add(rows));
        return done.size() == 1 ? done.get(0) : NDArrays.concat(done, 0);
    }

    /**
     * Hands on the stage's result part by part.
     *
     * @throws DoesNotFitException if the budget has no room for one picture beside what all of them keep
     * @throws StageOutOfMemoryException if the device has too little memory for one picture
     */
    void each(Need need, List<TorchGenerator> generators, Run stage, Taker taker) {
        int fits = plan.pictures(need, generators.size());
        Kind kind = need.kind();
        int from = 0;
        while (from < generators.size()) {
            int atOnce = Math.min(fits, limits.getOrDefault(kind, Limit.NONE).pictures());
            int to = (int) Math.min((long) from + atOnce, generators.size());
            Optional<NDArray> some = attempt(kind, generators.subList(from, to), stage, from);
            if (some.isPresent()) {
                taker.take(from, some.get());
                from = to;
            } else {
                limits.put(kind, new Limit((to - from) / 2, 0));
            }
        }
        limits.computeIfPresent(kind, (same, limit) -> limit.afterRun());
    }

    /** Empty where memory was short; the generators then stand where they stood. */
    private Optional<NDArray> attempt(Kind kind, List<TorchGenerator> generators, Run stage, int from) {
        List<TorchGenerator> before =
                generators.stream().map(TorchGenerator::copy).toList();
        try {
            return Optional.of(Scoped.of(() -> stage.of(from, from + generators.size())));
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!OutOfMemory.is(e)) {
                throw e;
            }
            freeing.run();
            if (generators.size() == 1) {
                throw new StageOutOfMemoryException("out of memory: " + kind + " of one picture", e);
            }
            log.atWarn()
                    .addKeyValue("stage", kind)
                    .addKeyValue("pictures", generators.size())
                    .addKeyValue("reason", e.toString())
                    .log("out of memory, going on with half as many at once");
            for (int i = 0; i < before.size(); i++) {
                generators.get(i).set(before.get(i));
            }
            return Optional.empty();
        }
    }
}
