package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** Global response normalisation of ConvNeXt V2 (arXiv 2301.00808): a channel is scaled by its norm over the whole image. */
final class GlobalResponseNorm {
    private static final float EPSILON = 1e-6f;
    private static final int[] SPACE = {1, 2};
    private static final int[] CHANNELS = {-1};

    private final NDArray gamma;
    private final NDArray beta;

    GlobalResponseNorm(Parameters parameters, long channels) {
        gamma = parameters.get("gamma", 1, 1, 1, channels);
        beta = parameters.get("beta", 1, 1, 1, channels);
    }

    NDArray forward(NDArray x) {
        // In float32, half would overflow; libtorch's own norm over these axes takes forty times as long.
        NDArray norm = x.mul(x).sum(SPACE, true).sqrt(); // [B, 1, 1, C]
        NDArray relative = norm.div(norm.mean(CHANNELS, true).addi(EPSILON));
        // gamma (x relative) + beta + x, with the small factors gathered first
        return x.mul(relative.muli(gamma).addi(1)).addi(beta);
    }
}
