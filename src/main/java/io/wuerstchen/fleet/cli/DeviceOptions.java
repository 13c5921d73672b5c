package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.device.Device;
import io.wuerstchen.fleet.worker.device.PipelineDevice;
import io.wuerstchen.fleet.worker.device.SimulatedDevice;
import io.wuerstchen.fleet.worker.device.Simulation;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Which model, and what it runs on. */
final class DeviceOptions {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder with wuerstchen-prior/ and wuerstchen/; the demo model by default.")
    private Path model;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description =
                    "auto, cpu or cuda:N; ${DEFAULT-VALUE} by default. For a worker also simulated:100ms, which takes"
                            + " that long for a micro-batch and draws patterns, and simulated:100ms,faults, which also"
                            + " fails where a prompt asks for it.")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            converter = SamplingOptions.Whole.class,
            description = "CPU threads of one operation; 0, the default, leaves it to libtorch.")
    private int threads;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "4194304",
            converter = SamplingOptions.Pixels.class,
            description = "Largest width x height; ${DEFAULT-VALUE} by default.")
    private int maxPixels;

    Path model() {
        return model == null ? FleetHome.find().demoModel() : model;
    }

    /** Refuses a cache that libtorch can't be unpacked to. */
    PipelineOptions pipeline() {
        EngineCache.ofUser().requireUsable();
        return new PipelineOptions(device, threads, maxPixels);
    }

    /** The device that a worker shall open. */
    Supplier<Device> opening() {
        Path folder = model();
        if (Simulation.isMeant(device)) {
            Simulation simulation = Simulation.parse(device);
            return () -> SimulatedDevice.of(folder, simulation, maxPixels);
        }
        PipelineOptions options = pipeline();
        return () -> PipelineDevice.load(folder, options);
    }

    long maxPixels() {
        return maxPixels;
    }
}
