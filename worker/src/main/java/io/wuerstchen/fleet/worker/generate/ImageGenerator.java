package io.wuerstchen.fleet.worker.generate;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.worker.microbatch.MicroBatch;
import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws micro-batches. One that fails is halved until the culprit stands alone, so that its mates get their pictures; of one
 * that comes out with bad images only those are drawn again.
 * Only called by the thread that owns the device.
 */
public final class ImageGenerator {
    private static final Logger log = LoggerFactory.getLogger(ImageGenerator.class);

    private final Model model;
    private final Supplier<String> ids;

    /** @param ids gives each micro-batch an id that is unique in the fleet */
    public ImageGenerator(Model model, Supplier<String> ids) {
        this.model = model;
        this.ids = ids;
    }

    /** One answer for each planned image, in order. */
    public List<Generated> generate(MicroBatch<MicroBatchKey, PlannedImage> microBatch) {
        try {
            return drawn(microBatch, model.draw(microBatch.key().sampling(), drawings(microBatch)));
        } catch (BadImageException e) {
            return microBatch.size() == 1 ? failed(microBatch, e) : drawnButBad(microBatch, e);
        } catch (RuntimeException e) {
            return microBatch.size() == 1 ? failed(microBatch, e) : halved(microBatch, e);
        }
    }

    private static List<Drawing> drawings(MicroBatch<MicroBatchKey, PlannedImage> microBatch) {
        return microBatch.items().stream().map(PlannedImage::drawing).toList();
    }

    private List<Generated> drawn(MicroBatch<MicroBatchKey, PlannedImage> microBatch, List<Picture> pictures) {
        MicroBatchRef reference = reference(microBatch);
        return IntStream.range(0, pictures.size())
                .<Generated>mapToObj(i -> new Generated.Drawn(microBatch.items().get(i), pictures.get(i), reference))
                .toList();
    }

    private MicroBatchRef reference(MicroBatch<MicroBatchKey, PlannedImage> microBatch) {
        return new MicroBatchRef(ids.get(), microBatch.key().toString(), microBatch.size());
    }

    /** The good ones are whole; each bad one is drawn once more, by itself. */
    private List<Generated> drawnButBad(MicroBatch<MicroBatchKey, PlannedImage> microBatch, BadImageException cause) {
        MicroBatchRef reference = reference(microBatch);
        List<Generated> all = new ArrayList<>();
        for (int i = 0; i < microBatch.size(); i++) {
            if (cause.good().containsKey(i)) {
                Picture picture = cause.good().get(i);
                all.add(new Generated.Drawn(microBatch.items().get(i), picture, reference));
            } else {
                all.addAll(generate(part(microBatch, i, i + 1)));
            }
        }
        return all;
    }

    private List<Generated> halved(MicroBatch<MicroBatchKey, PlannedImage> microBatch, RuntimeException cause) {
        log.atWarn()
                .addKeyValue("microBatch", microBatch.key())
                .addKeyValue("reason", cause.toString())
                .log("micro-batch failed, halving it to find the culprit");
        int half = microBatch.size() / 2;
        List<Generated> all = new ArrayList<>(generate(part(microBatch, 0, half)));
        all.addAll(generate(part(microBatch, half, microBatch.size())));
        return all;
    }

    private static MicroBatch<MicroBatchKey, PlannedImage> part(
            MicroBatch<MicroBatchKey, PlannedImage> whole, int from, int to) {
        return new MicroBatch<>(whole.key(), whole.items().subList(from, to));
    }

    private static List<Generated> failed(MicroBatch<MicroBatchKey, PlannedImage> alone, RuntimeException cause) {
        FailureKind kind = cause instanceof BadImageException ? FailureKind.BAD_IMAGE : FailureKind.MODEL_ERROR;
        PlannedImage culprit = alone.items().get(0);
        log.atError()
                .addKeyValue("jobId", culprit.job().id())
                .setCause(cause)
                .log("picture can't be drawn, even alone");
        return List.of(new Generated.Failed(culprit, kind, cause.toString()));
    }

    /** What draws pictures: the pipeline, or a fake in tests. */
    public interface Model {
        List<Picture> draw(Sampling sampling, List<Drawing> drawings);
    }
}
