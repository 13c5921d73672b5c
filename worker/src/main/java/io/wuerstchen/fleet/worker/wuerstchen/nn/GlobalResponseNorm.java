package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** Global response normalisation of ConvNeXt V2 (arXiv 2301.00808): a channel is scaled by its norm over the whole image. */
final class GlobalResponseNorm {
    private final Kernels kernels;
    private final NDArray gamma;
    private final NDArray beta;

    GlobalResponseNorm(Parameters parameters, long channels) {
        kernels = parameters.kernels();
        gamma = parameters.get("gamma", 1, 1, 1, channels);
        beta = parameters.get("beta", 1, 1, 1, channels);
    }

    /** Overwrites x, [B, H, W, C], with the result. */
    NDArray inPlace(NDArray x) {
        return kernels.globalResponseNorm(x, gamma, beta);
    }
}
