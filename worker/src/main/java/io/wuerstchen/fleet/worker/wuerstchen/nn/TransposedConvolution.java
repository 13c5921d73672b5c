package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** A transposed convolution that doubles height and width of [B, H, W, C]. */
public final class TransposedConvolution {
    private final Kernels kernels;
    private final NDArray weight;
    private final NDArray bias;
    private final int padding;

    public TransposedConvolution(Parameters parameters, int in, int out, int kernel) {
        kernels = parameters.kernels();
        weight = parameters.get("weight", in, out, kernel, kernel);
        bias = parameters.get("bias", out);
        padding = (kernel - 2) / 2;
    }

    public NDArray forward(NDArray x) {
        NDArray channelsFirst = x.transpose(0, 3, 1, 2); // [B, C, H, W]
        return kernels.convTranspose2d(channelsFirst, weight, bias, 2, padding)
                .transpose(0, 2, 3, 1); // [B, 2H, 2W, C']
    }
}
