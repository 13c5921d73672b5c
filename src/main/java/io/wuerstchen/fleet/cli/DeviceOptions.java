package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.device.Device;
import io.wuerstchen.fleet.worker.device.PipelineDevice;
import io.wuerstchen.fleet.worker.device.SimulatedDevice;
import io.wuerstchen.fleet.worker.device.Simulation;
import io.wuerstchen.fleet.worker.wuerstchen.Memory;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryOptions;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
            description = "auto, cpu or cuda:N; ${DEFAULT-VALUE} by default.")
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

    @Option(
            names = "--memory",
            paramLabel = "MODE",
            defaultValue = "auto",
            description =
                    "resident keeps all networks in memory, sequential one at a time, which is loaded again for every"
                            + " micro-batch; ${DEFAULT-VALUE}, the default, is resident where that fits.")
    private String memory;

    @Option(
            names = "--memory-budget",
            paramLabel = "SIZE",
            description =
                    "What the model may take of the device's memory, as in 8GB or 6GiB; by default four fifths of the"
                            + " machine's or the container's, on CUDA nine tenths of what is free on the card.")
    private String memoryBudget;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            defaultValue = "float32",
            converter = PrecisionName.class,
            description = "What the model computes in: float32, which is exact and the default, float16-weights, int8"
                    + " (CPU), bfloat16 or float16 (CUDA).")
    private Precision precision;

    Path model() {
        return model == null ? FleetHome.find().demoModel() : model;
    }

    /** Refuses a cache that libtorch can't be unpacked to. */
    PipelineOptions pipeline() {
        EngineCache.ofUser().requireUsable();
        return PipelineOptions.defaults()
                .withDevice(device)
                .withIntraOpThreads(threads)
                .withMaxPixels(maxPixels)
                .withMemory(new MemoryOptions(mode(), budget()))
                .withPrecision(precision);
    }

    /** Refuses a precision where the command itself says which ones. */
    void requireNoPrecision(String instead) {
        if (precision != Precision.FLOAT32) {
            throw new UserException("--precision: " + precision + " (expected: none; " + instead + ")");
        }
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

    private Memory mode() {
        try {
            return Memory.parse(memory);
        } catch (IllegalArgumentException e) {
            throw new UserException("--" + e.getMessage());
        }
    }

    private long budget() {
        return memoryBudget == null ? 0 : ByteSize.parse("--memory-budget", memoryBudget);
    }

    long maxPixels() {
        return maxPixels;
    }

    static final class PrecisionName implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String value) {
            return Precision.named(value)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + value + "' (expected: float32, float16-weights, int8, bfloat16 or float16)"));
        }
    }
}
