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
import java.util.List;

/** Our pipeline beside diffusers: the same pictures of the same folder, in turn, and how much they differ. */
public final class ReferenceBench {
    private static final List<Column> COLUMNS = List.of(
            new Column("images", "IMAGES", 0),
            new Column("ours_seconds", "OURS", 3),
            new Column("shipped_seconds", "AS SHIPPED", 3),
            new Column("tuned_seconds", "TUNED", 3),
            new Column("times_shipped", "X SHIPPED", 2),
            new Column("times_tuned", "X TUNED", 2),
            new Column("spread", "SPREAD %", 0),
            new Column("differing", "DIFFERING %", 4),
            new Column("difference", "BY AT MOST", 0));

    private static final double PERCENT = 100;
    private static final double NANOS = 1e9;
    private static final int BYTE = 0xFF;

    private final WuerstchenPipeline pipeline;
    private final Parameters parameters;
    private final DrawnWork work;
    private final int rounds;

    /** @param parameters steps must be counts, and the prompt and seed serve all pictures */
    public ReferenceBench(WuerstchenPipeline pipeline, Parameters parameters, int rounds) {
        this.pipeline = pipeline;
        this.parameters = parameters;
        this.work = new DrawnWork(parameters);
        this.rounds = rounds;
    }

    /**
     * Warms both up for each number of pictures, and then has them draw in turn.
     *
     * @param python with diffusers 0.33.1 and torch 2.7.1
     * @param folder for what passes between the two
     */
    public BenchTable measure(Path python, Path model, int threads, List<Integer> images, Path folder)
            throws IOException, InterruptedException {
        List<List<Object>> rows = new ArrayList<>();
        try (ReferenceProcess reference = ReferenceProcess.start(python, model, threads, folder)) {
            for (int count : images) {
                rows.add(row(reference, count, folder.resolve("reference.rgb")));
            }
        }
        return new BenchTable(
                "reference",
                COLUMNS,
                rows,
                List.of(
                        work.sampling().width() + "x" + work.sampling().height() + ", "
                                + (work.sampling().priorTimesteps().size() - 1) + " + "
                                + (work.sampling().decoderTimesteps().size() - 1) + " steps, float32, " + threads
                                + " threads. Seconds of all pictures of a row, median of " + rounds
                                + " rounds in turn, generation only.",
                        "AS SHIPPED: diffusers as it comes; TUNED: with AttnProcessor2_0 in the prior. SPREAD: of ours, the"
                                + " slowest round over the fastest. DIFFERING: values of the pictures that differ from"
                                + " the reference's, of 255 levels, and the largest difference."));
    }

    private List<Object> row(ReferenceProcess reference, int images, Path file) throws IOException {
        List<Double> ours = new ArrayList<>();
        List<Double> shipped = new ArrayList<>();
        List<Double> tuned = new ArrayList<>();
        Difference difference = null;
        for (int round = -1; round < rounds; round++) {
            double asShipped = reference.draw(request(images, false, file));
            long start = System.nanoTime();
            List<Picture> pictures = pipeline.generate(work.sampling(), work.alike(images), StepListener.NONE);
            double mine = (System.nanoTime() - start) / NANOS;
            double asTuned = reference.draw(request(images, true, file));
            if (round < 0) {
                difference = Difference.between(pictures, Files.readAllBytes(file));
                continue;
            }
            ours.add(mine);
            shipped.add(asShipped);
            tuned.add(asTuned);
        }
        double median = Median.of(ours);
        double spread = ours.stream().mapToDouble(d -> d).max().orElse(0)
                / ours.stream().mapToDouble(d -> d).min().orElse(1);
        return List.of(
                images,
                median,
                Median.of(shipped),
                Median.of(tuned),
                Median.of(shipped) / median,
                Median.of(tuned) / median,
                (spread - 1) * PERCENT,
                difference.share() * PERCENT,
                difference.most());
    }

    private ObjectNode request(int images, boolean tuned, Path file) {
        return Json.object()
                .put("images", images)
                .put("tuned", tuned)
                .put("prompt", parameters.text().prompt())
                .put("seed", parameters.canvas().seed())
                .put("width", work.sampling().width())
                .put("height", work.sampling().height())
                .put("prior_steps", work.sampling().priorTimesteps().size() - 1)
                .put("prior_guidance", parameters.prior().guidance())
                .put("decoder_steps", work.sampling().decoderTimesteps().size() - 1)
                .put("decoder_guidance", parameters.decoder().guidance())
                .put("out", file.toAbsolutePath().toString());
    }

    /**
     * How far pictures are from the reference's.
     *
     * @param share of the values that differ
     * @param most levels of 255
     */
    private record Difference(double share, int most) {
        static Difference between(List<Picture> pictures, byte[] reference) {
            int most = 0;
            long differing = 0;
            int at = 0;
            for (Picture picture : pictures) {
                for (byte value : picture.rgb()) {
                    int distance = Math.abs((value & BYTE) - (reference[at++] & BYTE));
                    most = Math.max(most, distance);
                    differing += distance > 0 ? 1 : 0;
                }
            }
            return new Difference((double) differing / at, most);
        }
    }
}
