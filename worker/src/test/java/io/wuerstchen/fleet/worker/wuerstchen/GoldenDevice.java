package io.wuerstchen.fleet.worker.wuerstchen;

import static org.junit.jupiter.api.Assumptions.abort;

import ai.djl.Device;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the goldens run on: the CPU, or the card that -Pcuda names; without one they are skipped, and say why. */
final class GoldenDevice {
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private GoldenDevice() {}

    static String name() {
        return System.getProperty("golden.device", "cpu");
    }

    /** Skips the test where there is no such device. A libtorch that is the wrong one is no reason to skip. */
    static Device require() {
        PipelineOptions options = PipelineOptions.defaults().withDevice("auto");
        if (!name().equals("cpu") && !DeviceChoice.of(options).device().isGpu()) {
            String reason = "goldens on " + name()
                    + " skipped: libtorch sees no CUDA device (src/docs/cuda.md says how it gets one)";
            if (SAID.compareAndSet(false, true)) {
                System.out.println(reason);
            }
            abort(reason);
        }
        return DeviceChoice.of(options.withDevice(name())).device();
    }
}
