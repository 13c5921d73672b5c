package io.wuerstchen.fleet.worker.metrics;

import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import java.util.List;

/** Measures how busy the device is and with how much at once. */
public final class MeteredModel implements ImageGenerator.Model {
    private final ImageGenerator.Model model;
    private final WorkerMeters meters;
    private final DeviceClock clock = new DeviceClock(System::nanoTime);

    public MeteredModel(ImageGenerator.Model model, WorkerMeters meters) {
        this.model = model;
        this.meters = meters;
        meters.device(clock);
    }

    @Override
    public List<Picture> draw(Sampling sampling, List<Drawing> drawings) {
        meters.microBatch(sampling.width() + "x" + sampling.height(), drawings.size());
        clock.busy(true);
        try {
            return model.draw(sampling, drawings);
        } finally {
            clock.busy(false);
        }
    }
}
