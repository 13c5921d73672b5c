package io.wuerstchen.fleet.worker.generate;

import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.worker.microbatch.MicroBatch;
import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws micro-batches. One that fails is halved until the culprit stands alone, so that its mates get their pictures, unless
 * the model has found out that none can be drawn even alone; of one that comes out with bad images only those are drawn again, each once and by itself.
 * Only called by the thread that owns the device, unless a method says otherwise.
 */
public final class ImageGenerator {
    private static final Logger log = LoggerFactory.getLogger(ImageGenerator.class);

    private final WatchedModel model;
    private final Supplier<String> ids;
    /** {@code null} while the device can be used. What is asked of it afterwards may be on its way already. */
    private DeviceLostException lost;

    /** @param ids gives each micro-batch an id that is unique in the fleet */
    public ImageGenerator(Model model, Supplier<String> ids) {
        this.model = new WatchedModel(model, System::nanoTime);
        this.ids = ids;
    }

    /** How long the device was at work on its last call; nothing before the first has ended. For any thread. */
    public Duration lastTook() {
        return model.lastTook();
    }

    /** How long the device has been at work on its present step; nothing while it is idle. For any thread. */
    public Duration silentFor() {
        return model.silentFor();
    }

    /**
     * One answer for each planned image, in order.
     *
     * @throws DeviceLostException if nothing can be drawn here any more
     */
    public List<Generated> generate(MicroBatch<MicroBatchKey, PlannedImage> microBatch) {
        if (lost != null) {
            throw lost;
        }
        try {
            return draw(microBatch);
        } catch (BadImageException e) {
            return drawnButBad(microBatch, e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            requireDevice(e);
            return microBatch.size() == 1 || DeviceFailures.isOfEach(e) ? failed(microBatch, e) : halved(microBatch, e);
        }
    }

    private List<Generated> draw(MicroBatch<MicroBatchKey, PlannedImage> microBatch) {
        List<Picture> pictures = model.draw(microBatch.key().sampling(), drawings(microBatch));
        if (pictures.size() != microBatch.size()) {
            throw new IllegalStateException(pictures.size() + " pictures came (expected: " + microBatch.size() + ")");
        }
        return drawn(microBatch, pictures);
    }

    private void requireDevice(Throwable failure) {
        if (DeviceFailures.isLost(failure)) {
            lost = new DeviceLostException("the device is lost: " + failure.getMessage(), failure);
            throw lost;
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
                all.addAll(onceMore(part(microBatch, i, i + 1)));
            }
        }
        return all;
    }

    private List<Generated> onceMore(MicroBatch<MicroBatchKey, PlannedImage> alone) {
        log.atWarn()
                .addKeyValue("jobId", alone.items().get(0).job().id())
                .log("bad image, drawing it once more by itself");
        try {
            return draw(alone);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            requireDevice(e);
            return failed(alone, e);
        }
    }

    private List<Generated> halved(MicroBatch<MicroBatchKey, PlannedImage> microBatch, Throwable cause) {
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

    /** Of pictures none of which could be drawn by itself. */
    private static List<Generated> failed(MicroBatch<MicroBatchKey, PlannedImage> culprits, Throwable cause) {
        culprits.items().forEach(culprit -> log.atError()
                .addKeyValue("jobId", culprit.job().id())
                .setCause(cause)
                .log("picture can't be drawn, even alone"));
        return culprits.items().stream()
                .<Generated>map(culprit -> new Generated.Failed(culprit, DeviceFailures.kind(cause), cause))
                .toList();
    }

    /** What draws pictures: the pipeline, or a fake in tests. */
    public interface Model {
        /** @param listener hears at each step that the device still works, on the thread that draws */
        List<Picture> draw(Sampling sampling, List<Drawing> drawings, StepListener listener);

        /** The same, and nobody hears how far it is. */
        default List<Picture> draw(Sampling sampling, List<Drawing> drawings) {
            return draw(sampling, drawings, StepListener.NONE);
        }
    }
}
