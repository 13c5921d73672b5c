package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How long a model takes for a picture, by stage, and whether it takes less for several at once. */
public final class ModelBench {
    private static final List<Column> COLUMNS = List.of(
            new Column("micro_batch", "AT ONCE", 0),
            new Column("seconds_per_image", "S/IMAGE", 3),
            new Column("text_seconds", "TEXT", 3),
            new Column("prior_seconds", "STAGE C", 3),
            new Column("decoder_seconds", "STAGE B", 3),
            new Column("vqgan_seconds", "STAGE A", 3),
            new Column("times_as_fast", "TIMES AS FAST", 2),
            new Column("peak_mb", "PEAK MB", 0));

    /** What less than that gains could be noise. */
    private static final double PAYS = 1.05;

    private static final double BYTES_IN_MB = 1e6;

    private final WuerstchenPipeline pipeline;
    private final DrawnWork work;
    private final int rounds;

    /** @param parameters of the pictures; each gets a prompt and a seed of its own */
    public ModelBench(WuerstchenPipeline pipeline, Parameters parameters, int rounds) {
        this.pipeline = pipeline;
        this.work = new DrawnWork(parameters);
        this.rounds = rounds;
    }

    /**
     * Takes a round to warm up for each size. Linux only, which tells of memory.
     *
     * @param sizes of micro-batches
     */
    public BenchTable measure(List<Integer> sizes) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int size : sizes) {
            rows.add(measure(size));
        }
        double alone = rows.get(0).seconds();
        return new BenchTable(
                "model",
                COLUMNS,
                rows.stream().map(row -> row.values(alone)).toList(),
                List.of(
                        work.sampling().width() + "x" + work.sampling().height() + ", "
                                + (work.sampling().priorTimesteps().size() - 1) + " + "
                                + (work.sampling().decoderTimesteps().size() - 1) + " steps, on " + pipeline.device()
                                + ". Seconds of a picture, median of " + rounds
                                + " rounds; TEXT is all that comes before the first step of a stage.",
                        verdict(rows, alone)));
    }

    private Row measure(int size) throws IOException {
        List<Drawing> drawings = work.different(size);
        run(drawings); // libtorch prepares itself for each shape
        PeakMemory.reset();
        List<StageTimes> times = new ArrayList<>();
        List<Double> totals = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            StageTimes time = run(drawings);
            times.add(time);
            totals.add(time.total() / size);
        }
        return new Row(size, Median.of(totals), times, PeakMemory.bytes() / BYTES_IN_MB);
    }

    private StageTimes run(List<Drawing> drawings) {
        StageTimes times = new StageTimes();
        pipeline.generate(work.sampling(), drawings, times);
        times.end();
        return times;
    }

    static String verdict(List<Row> rows, double alone) {
        if (rows.size() == 1) {
            return "Whether batching pays is not known: only one size was measured.";
        }
        Row best = rows.get(0);
        for (Row row : rows) {
            best = row.seconds() < best.seconds() ? row : best;
        }
        double gain = alone / best.seconds();
        return gain < PAYS
                ? "Batching does not pay here: no size is " + PAYS + " times as fast as "
                        + rows.get(0).size() + "."
                : String.format(
                        Locale.ROOT,
                        "Batching pays: %d at once are %.2f times as fast as %d.",
                        best.size(),
                        gain,
                        rows.get(0).size());
    }

    record Row(int size, double seconds, List<StageTimes> times, double peak) {
        List<Object> values(double alone) {
            return List.of(
                    size,
                    seconds,
                    median(StageTimes::text),
                    median(time -> time.steps(Stage.PRIOR)),
                    median(time -> time.steps(Stage.DECODER)),
                    median(time -> time.steps(Stage.VQGAN)),
                    alone / seconds,
                    peak);
        }

        private double median(ToDoubleFunction<StageTimes> part) {
            return Median.of(
                    times.stream().map(time -> part.applyAsDouble(time) / size).toList());
        }
    }
}
