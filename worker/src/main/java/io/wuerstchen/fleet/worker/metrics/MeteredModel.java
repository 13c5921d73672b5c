package io.wuerstchen.fleet.worker.metrics;

import io.micrometer.core.instrument.Timer;
import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Measures how busy the device is and with how much at once, and what its own thread computes meanwhile. */
public final class MeteredModel implements ImageGenerator.Model {
    private final ImageGenerator.Model model;
    private final WorkerMeters meters;
    private final DeviceClock clock = new DeviceClock(System::nanoTime);
    private final AtomicLong threadNanos = new AtomicLong();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Timer gaps;

    public MeteredModel(ImageGenerator.Model model, WorkerMeters meters) {
        this.model = model;
        this.meters = meters;
        meters.device(clock);
        meters.deviceThread(threadNanos);
        gaps = meters.deviceGaps();
    }

    @Override
    public List<Picture> draw(Sampling sampling, List<Drawing> drawings, StepListener listener) {
        meters.microBatch(sampling.width() + "x" + sampling.height(), drawings.size());
        clock.begin().ifPresent(gaps::record);
        long before = threads.getCurrentThreadCpuTime();
        try {
            return model.draw(sampling, drawings, listener);
        } finally {
            threadNanos.addAndGet(threads.getCurrentThreadCpuTime() - before);
            clock.end();
        }
    }
}
