package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device that a pipeline runs on, and why it is that one. */
record DeviceChoice(Device device, String reason) {
    private static final Logger log = LoggerFactory.getLogger(DeviceChoice.class);
    /** Processors without instructions for them take up to nine times as long as in float32. */
    private static final Set<Precision> FOR_CARDS = EnumSet.of(Precision.BFLOAT16, Precision.FLOAT16);

    private static final Set<Precision> FOR_CPUS = EnumSet.of(Precision.INT8);

    private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";
    /** Read by cuDNN and cuBLAS themselves; libtorch would let cuDNN round float32 to ten bits of mantissa. */
    private static final String TF32 = "NVIDIA_TF32_OVERRIDE";

    /** Starts the engine too, because only it knows what devices there are. */
    static DeviceChoice of(PipelineOptions options) {
        if (System.getProperty(INTEROP_THREADS) == null) {
            // Our operations wait for one another; libtorch reads this once, at its start.
            System.setProperty(INTEROP_THREADS, "1");
        }
        Libtorch libtorch = Libtorch.chosen();
        libtorch.load();
        if (options.intraOpThreads() > 0) {
            JniUtils.setNumThreads(options.intraOpThreads());
        }
        DeviceChoice choice = choose(
                options.device(), libtorch.forCuda() ? CudaRuntime.ofProcess().cards() : 0);
        choice.require(options.precision());
        if (choice.device().isGpu()) {
            log.atInfo().addKeyValue("libtorch", libtorch.build()).log("running on CUDA");
            warnOfTf32(System.getenv(TF32));
        }
        return choice;
    }

    /** @throws IllegalArgumentException if it is none that this kind of device computes in */
    void require(Precision precision) {
        if (!precisions().contains(precision)) {
            String fitting = precisions().stream().map(Precision::toString).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "precision: " + precision + " on " + reason + " (expected: one of " + fitting + ")");
        }
    }

    /** What this kind of device computes in. */
    Set<Precision> precisions() {
        return EnumSet.complementOf(EnumSet.copyOf(device.isGpu() ? FOR_CPUS : FOR_CARDS));
    }

    /** Gives back to the device what libtorch keeps of it for later. */
    void free() {
        if (device.isGpu()) {
            JniUtils.emptyCudaCache();
        }
    }

    static DeviceChoice choose(String wanted, int cards) {
        if (wanted.equals("cpu")) {
            return new DeviceChoice(Device.cpu(), "cpu, as asked");
        }
        if (wanted.equals("auto")) {
            return cards == 0
                    ? new DeviceChoice(Device.cpu(), "cpu, because libtorch sees no CUDA device")
                    : new DeviceChoice(Device.gpu(0), "cuda:0, the first of " + cards + " that libtorch sees");
        }
        int index = Integer.parseInt(wanted.substring("cuda:".length()));
        if (index >= cards) {
            throw new IllegalArgumentException("device: " + wanted + " (expected: auto or cpu"
                    + (cards == 0 ? ", because libtorch sees no CUDA device" : ", or cuda:0 to cuda:" + (cards - 1))
                    + ")");
        }
        return new DeviceChoice(Device.gpu(index), wanted + ", as asked");
    }

    /** Nothing in the process can take it back: the libraries have read it by now. */
    private static void warnOfTf32(String override) {
        if (!"0".equals(override)) {
            log.atWarn()
                    .addKeyValue(TF32, override)
                    .log("convolutions in float32 may be rounded to TF32, so pictures differ from those of the CPU"
                            + " (expected: 0, as the launcher sets it)");
        }
    }
}
