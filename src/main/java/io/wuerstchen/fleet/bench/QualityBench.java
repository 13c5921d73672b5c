package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What a precision costs: the same pictures as in float32, how like they are, and how long they take. */
public final class QualityBench {
    private static final List<Column> COLUMNS = List.of(
            Column.text("precision", "PRECISION"),
            new Column("images", "IMAGES", 0),
            new Column("psnr_median", "PSNR DB", 1),
            new Column("psnr_least", "LEAST", 1),
            new Column("ssim_median", "SSIM", 4),
            new Column("ssim_least", "LEAST", 4),
            new Column("bad_percent", "BAD %", 1),
            new Column("seconds_per_image", "S/IMAGE", 3));

    private static final double NANOS = 1e9;
    private static final double PERCENT = 100;

    private final List<List<Object>> rows = new ArrayList<>();
    private final int images;
    private Map<Integer, Rgb> exact = Map.of();

    /** @param images of each precision */
    public QualityBench(int images) {
        this.images = images;
    }

    /**
     * Draws at one precision; the first one is what the others are held against.
     *
     * @param parameters of the pictures; each gets a prompt and a seed of its own
     */
    public void add(String precision, WuerstchenPipeline pipeline, Parameters parameters) {
        Map<Integer, Rgb> pictures = new TreeMap<>();
        DrawnWork work = new DrawnWork(parameters);
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            long start = System.nanoTime();
            for (Picture picture : drawn(pipeline, work, i)) {
                pictures.put(i, new Rgb(picture.rgb(), picture.width()));
            }
            seconds.add((System.nanoTime() - start) / NANOS);
        }
        if (rows.isEmpty()) {
            exact = pictures;
        }
        rows.add(row(precision, pictures, Median.of(seconds)));
    }

    /** Of all that was added. */
    public BenchTable table() {
        return new BenchTable(
                "quality",
                COLUMNS,
                rows,
                List.of("PSNR and SSIM: against the picture of " + rows.get(0).get(0)
                        + ", the median and the least; PSNR " + (int) Likeness.SAME
                        + " where no value differs. BAD: black all over, NaN or infinite."));
    }

    private static List<Picture> drawn(WuerstchenPipeline pipeline, DrawnWork work, int index) {
        Drawing drawing = work.different(index + 1).get(index);
        try {
            return pipeline.generate(work.sampling(), List.of(drawing), StepListener.NONE);
        } catch (BadImageException e) {
            return List.of();
        }
    }

    private List<Object> row(String precision, Map<Integer, Rgb> pictures, double seconds) {
        List<Likeness> likenesses = new ArrayList<>();
        pictures.forEach((index, picture) -> {
            Rgb other = exact.get(index);
            if (other != null) {
                likenesses.add(Likeness.of(picture.values(), other.values(), picture.width()));
            }
        });
        return List.of(
                precision,
                images,
                median(likenesses, Likeness::psnr),
                least(likenesses, Likeness::psnr),
                median(likenesses, Likeness::ssim),
                least(likenesses, Likeness::ssim),
                PERCENT * (images - pictures.size()) / images,
                seconds);
    }

    private static double median(List<Likeness> all, ToDoubleFunction<Likeness> measure) {
        return all.isEmpty()
                ? 0
                : Median.of(all.stream().map(measure::applyAsDouble).toList());
    }

    private static double least(List<Likeness> all, ToDoubleFunction<Likeness> measure) {
        return all.stream().mapToDouble(measure).min().orElse(0);
    }

    /** A picture without its latents and embeddings, of which there would be too many. */
    private record Rgb(byte[] values, int width) {}
}
