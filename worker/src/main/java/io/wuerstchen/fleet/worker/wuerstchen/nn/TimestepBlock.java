package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** Scales and shifts each channel by what the timestep says. */
public final class TimestepBlock {
    private final Linear mapper;
    private final int channels;

    public TimestepBlock(Parameters parameters, int channels, int embedding) {
        this.channels = channels;
        mapper = Linear.exact(parameters.at("mapper"), embedding, 2L * channels);
    }

    /** x [B, H, W, C], timestep [B or 1, R] from {@link TimestepEmbedding}. */
    public NDArray forward(NDArray x, NDArray timestep) {
        NDList halves =
                mapper.forward(timestep).reshape(-1, 1, 1, 2L * channels).split(2, 3); // [B or 1, 1, 1, C]
        return x.mul(halves.get(0).add(1)).addi(halves.get(1));
    }
}
