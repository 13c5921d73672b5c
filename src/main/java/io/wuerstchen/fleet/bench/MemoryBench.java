package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StageMemory;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import io.wuerstchen.fleet.worker.wuerstchen.Timesteps;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What each stage takes at its peak, beside the formula by which micro-batches are bounded. Linux on the CPU only. */
public final class MemoryBench {
    private static final double GB = 1e9;
    private static final double GUIDANCE = 4;

    private final WuerstchenPipeline pipeline;
    private final Resolution size;

    public MemoryBench(WuerstchenPipeline pipeline, Resolution size) {
        this.pipeline = pipeline;
        this.size = size;
    }

    /**
     * Draws one micro-batch of each size, in as few steps as there can be.
     *
     * @param pictures of each micro-batch
     * @throws IOException if the system does not tell
     */
    public BenchTable measure(List<Integer> pictures) throws IOException {
        PeakMemory.reset();
        List<List<Object>> rows = new ArrayList<>();
        for (int count : pictures) {
            Peaks peaks = new Peaks();
            pipeline.generate(
                    new Sampling(size.width(), size.height(), Timesteps.ofSteps(1), Timesteps.ofSteps(1)),
                    IntStream.range(0, count).mapToObj(MemoryBench::drawing).toList(),
                    peaks);
            peaks.end();
            for (StageMemory stage : pipeline.stageMemory(size.width(), size.height(), true)) {
                rows.add(row(stage, count, peaks.bytes.get(stage.stage())));
            }
        }
        return new BenchTable(
                "memory",
                List.of(
                        Column.text("stage", "stage"),
                        new Column("pictures", "pictures", 0),
                        new Column("formula_gb", "formula GB", 2),
                        new Column("peak_gb", "peak GB", 2),
                        new Column("share", "peak/formula", 2)),
                rows,
                List.of(
                        size.width() + "x" + size.height() + ", Stage C guided, "
                                + pipeline.model().name() + " on " + pipeline.device(),
                        "Peak: resident memory of the whole process, mapped weights included."));
    }

    private static Drawing drawing(int index) {
        return new Drawing("a red apple " + index, "", index, GUIDANCE, 0);
    }

    private static List<Object> row(StageMemory stage, int pictures, long peak) {
        double formula = stage.of(pictures);
        return List.of(
                stage.stage().name().toLowerCase(Locale.ROOT), pictures, formula / GB, peak / GB, peak / formula);
    }

    /** The peak of each stage of a run. */
    private static final class Peaks implements StepListener {
        private final Map<Stage, Long> bytes = new EnumMap<>(Stage.class);

        @Override
        public void onStart(Stage stage) {
            try {
                PeakMemory.reset();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Pictures that leave the engine belong to Stage A. */
        void end() {
            onStep(Stage.VQGAN, 1, 1);
        }

        @Override
        public void onStep(Stage stage, int done, int total) {
            try {
                bytes.put(stage, PeakMemory.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
