package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** The device that a pipeline runs on, and why it is that one. */
record DeviceChoice(Device device, String reason) {
    private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";

    /** Starts the engine too, because only it knows what devices there are. */
    static DeviceChoice of(PipelineOptions options) {
        if (System.getProperty(INTEROP_THREADS) == null) {
            // Our operations wait for one another; libtorch reads this once, at its start.
            System.setProperty(INTEROP_THREADS, "1");
        }
        int cards = Engine.getEngine("PyTorch").getGpuCount();
        if (options.intraOpThreads() > 0) {
            JniUtils.setNumThreads(options.intraOpThreads());
        }
        return choose(options.device(), cards);
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
}
