package io.wuerstchen.fleet.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Our pipeline beside diffusers: the same pictures of the same folder, in turn, and how much they differ. */
public final class ReferenceBench {
    private static final List<Column> COLUMNS = List.of(
            new Column("images", "IMAGES", 0),
            new Column("ours_seconds", "OURS", 3),
            new Column("shipped_seconds", "AS SHIPPED", 3),
            new Column("tuned_seconds", "TUNED", 3),
            new Column("times_shipped", "X SHIPPED", 2),
            new Column("times_tuned", "X TUNED", 2),
            new Column("cpu_times_shipped", "CPU X SHIPPED", 2),
            new Column("cpu_times_tuned", "CPU X TUNED", 2),
            new Column("spread", "SPREAD %", 0),
            new Column("differing", "DIFFERING %", 4),
            new Column("difference", "BY AT MOST", 0));

    private static final double PERCENT = 100;

    private final WuerstchenPipeline pipeline;
    private final Parameters parameters;
    private final DrawnWork work;
    private final int rounds;

    /** @param parameters of which the prompt and the seed serve all pictures */
    public ReferenceBench(WuerstchenPipeline pipeline, Parameters parameters, int rounds) {
        this.pipeline = pipeline;
        this.parameters = parameters;
        this.work = new DrawnWork(parameters);
        this.rounds = rounds;
    }

    /**
     * Warms both up for each number of pictures, and then has them draw in turn.
     *
     * @param folder for what passes between the two
     */
    public Comparison measure(Reference reference, List<Integer> images, Path folder)
            throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        try (ReferenceProcess process = ReferenceProcess.start(reference, folder)) {
            for (int count : images) {
                rows.add(row(process, count, folder.resolve("reference.rgb")));
            }
        }
        boolean alike = rows.stream().allMatch(row -> row.difference().isTolerable());
        return new Comparison(table(reference, rows, alike), alike);
    }

    private BenchTable table(Reference reference, List<Row> rows, boolean alike) {
        return new BenchTable(
                "reference",
                COLUMNS,
                rows.stream().map(Row::values).toList(),
                List.of(
                        work.sampling().width() + "x" + work.sampling().height() + ", "
                                + (work.sampling().priorTimesteps().size() - 1) + " + "
                                + (work.sampling().decoderTimesteps().size() - 1) + " steps, float32, "
                                + where(reference)
                                + ". Seconds of all pictures of a row, median of " + rounds
                                + " rounds in turn, generation only.",
                        "AS SHIPPED: diffusers as it comes; TUNED: with AttnProcessor2_0 in the prior. CPU: by the CPU time of"
                                + " all threads, not by the clock. SPREAD: of ours, the slowest round over the fastest. DIFFERING: values of the pictures that differ from"
                                + " the reference's, of 255 levels, and the largest difference, as shipped or tuned.",
                        alike
                                ? "The pictures are the reference's, within the tolerance of the golden tests."
                                : "The pictures are NOT the reference's: more than 0.2 % of the values differ, or one by more than 1."));
    }

    private static String where(Reference reference) {
        return "cpu".equals(reference.device()) ? reference.threads() + " threads" : reference.device();
    }

    private Row row(ReferenceProcess reference, int images, Path file) throws IOException {
        List<Spent> ours = new ArrayList<>();
        List<Spent> shipped = new ArrayList<>();
        List<Spent> tuned = new ArrayList<>();
        PixelDifference difference = null;
        for (int round = -1; round < rounds; round++) {
            Spent asShipped = reference.draw(request(images, false, file));
            byte[] shippedPictures = Files.readAllBytes(file);
            List<Picture> drawn = new ArrayList<>();
            Spent mine = Spent.on(
                    () -> drawn.addAll(pipeline.generate(work.sampling(), work.alike(images), StepListener.NONE)));
            Spent asTuned = reference.draw(request(images, true, file));
            if (round < 0) {
                List<byte[]> pictures = drawn.stream().map(Picture::rgb).toList();
                difference = PixelDifference.between(pictures, shippedPictures)
                        .or(PixelDifference.between(pictures, Files.readAllBytes(file)));
                continue;
            }
            ours.add(mine);
            shipped.add(asShipped);
            tuned.add(asTuned);
        }
        return new Row(images, ours, shipped, tuned, difference);
    }

    private static double times(List<Spent> theirs, List<Spent> ours, ToDoubleFunction<Spent> measure) {
        return Spent.median(theirs, measure) / Spent.median(ours, measure);
    }

    /** How much longer the slowest round took than the fastest. */
    private static double spread(List<Spent> all) {
        DoubleSummaryStatistics seconds =
                all.stream().mapToDouble(Spent::seconds).summaryStatistics();
        return seconds.getMax() / seconds.getMin() - 1;
    }

    private ObjectNode request(int images, boolean tuned, Path file) {
        ObjectNode request = Json.object()
                .put("images", images)
                .put("tuned", tuned)
                .put("prompt", parameters.text().prompt())
                .put("negative_prompt", parameters.text().negativePrompt())
                .put("seed", parameters.canvas().seed())
                .put("width", work.sampling().width())
                .put("height", work.sampling().height())
                .put("prior_guidance", parameters.prior().guidance())
                .put("decoder_guidance", parameters.decoder().guidance())
                .put("out", file.toAbsolutePath().toString());
        work.sampling().priorTimesteps().forEach(request.putArray("prior_timesteps")::add);
        work.sampling().decoderTimesteps().forEach(request.putArray("decoder_timesteps")::add);
        return request;
    }

    /**
     * What came out.
     *
     * @param alike whether the pictures are the reference's within the tolerance of the golden tests
     */
    public record Comparison(BenchTable table, boolean alike) {}

    private record Row(
            int images, List<Spent> ours, List<Spent> shipped, List<Spent> tuned, PixelDifference difference) {
        List<Object> values() {
            return List.of(
                    images,
                    Spent.median(ours, Spent::seconds),
                    Spent.median(shipped, Spent::seconds),
                    Spent.median(tuned, Spent::seconds),
                    times(shipped, ours, Spent::seconds),
                    times(tuned, ours, Spent::seconds),
                    times(shipped, ours, Spent::cpuSeconds),
                    times(tuned, ours, Spent::cpuSeconds),
                    PERCENT * spread(ours),
                    PERCENT * difference.share(),
                    difference.most());
        }
    }
}
