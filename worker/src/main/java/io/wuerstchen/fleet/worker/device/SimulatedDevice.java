package io.wuerstchen.fleet.worker.device;

import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes a device's time and none of its work: patterns instead of pictures, the same for the same prompt and seed; and has
 * faults, where they are allowed and a prompt asks for them.
 */
public final class SimulatedDevice implements Device {
    private final ModelInfo model;
    private final Simulation simulation;
    private final Optional<SimulatedFaults> faults;
    private final long maxPixels;

    private SimulatedDevice(ModelInfo model, Simulation simulation, long maxPixels) {
        this.model = model;
        this.simulation = simulation;
        this.maxPixels = maxPixels;
        faults = simulation.faults()
                ? Optional.of(new SimulatedFaults(new FaultMemory(simulation.faultFolder())))
                : Optional.empty();
    }

    /** Goes by the name and the defaults of a model's folder, and reads none of its weights. */
    public static SimulatedDevice of(Path modelDirectory, Simulation simulation, long maxPixels) {
        ModelInfo model = ModelInfo.withoutWeights(
                modelDirectory, name -> ModelRef.simulated(name).digest());
        return new SimulatedDevice(model, simulation, maxPixels);
    }

    @Override
    public List<Picture> draw(Sampling sampling, List<Drawing> drawings, StepListener listener) {
        long end = System.nanoTime() + simulation.timing().of(drawings.size()).toNanos();
        faults.ifPresent(each -> each.strike(drawings));
        List<Picture> pictures = drawings.stream()
                .map(drawing -> SimulatedPicture.of(sampling.width(), sampling.height(), drawing))
                .toList();
        waitUntil(end, listener);
        return faults.map(each -> each.spoil(drawings, pictures)).orElse(pictures);
    }

    @Override
    public ModelInfo model() {
        return model;
    }

    @Override
    public String description() {
        return simulation + ", no model is run";
    }

    @Override
    public void checkSize(int width, int height) {
        new Resolution(width, height).requireAtMost(maxPixels);
    }

    @Override
    public void close() {}

    /** In steps of a second. Deaf to interrupts, as a real device is. */
    private static void waitUntil(long end, StepListener listener) {
        boolean interrupted = false;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, Duration.ofSeconds(1).toNanos()));
            interrupted |= Thread.interrupted();
            listener.onProgress();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
