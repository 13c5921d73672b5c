package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;

/**
 * How a model is run.
 *
 * @param device auto, cpu or cuda:N
 * @param intraOpThreads CPU threads of one operation; 0 leaves the choice to libtorch
 * @param maxPixels largest width times height
 * @param precision what the networks compute in
 */
public record PipelineOptions(
        String device, int intraOpThreads, long maxPixels, MemoryOptions memory, Precision precision) {
    private static final long FOUR_MEGAPIXELS = 4L << 20;

    /** @throws IllegalArgumentException if a value is out of range */
    public PipelineOptions {
        if (!device.matches("auto|cpu|cuda:\\d{1,3}")) {
            throw new IllegalArgumentException("device: " + device + " (expected: auto, cpu or cuda:N)");
        }
        if (intraOpThreads < 0 || intraOpThreads > 1024) {
            throw new IllegalArgumentException("threads: " + intraOpThreads + " (expected: 0 to 1024)");
        }
        if (maxPixels < 1) {
            throw new IllegalArgumentException("max pixels: " + maxPixels + " (expected: 1 or more)");
        }
    }

    public static PipelineOptions defaults() {
        return new PipelineOptions("auto", 0, FOUR_MEGAPIXELS, MemoryOptions.DEFAULT, Precision.FLOAT32);
    }

    public PipelineOptions withDevice(String other) {
        return new PipelineOptions(other, intraOpThreads, maxPixels, memory, precision);
    }

    public PipelineOptions withIntraOpThreads(int other) {
        return new PipelineOptions(device, other, maxPixels, memory, precision);
    }

    public PipelineOptions withMaxPixels(long other) {
        return new PipelineOptions(device, intraOpThreads, other, memory, precision);
    }

    public PipelineOptions withMemory(MemoryOptions other) {
        return new PipelineOptions(device, intraOpThreads, maxPixels, other, precision);
    }

    public PipelineOptions withPrecision(Precision other) {
        return new PipelineOptions(device, intraOpThreads, maxPixels, memory, other);
    }
}
