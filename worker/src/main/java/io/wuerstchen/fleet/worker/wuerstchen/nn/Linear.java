package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** x Wᵀ + b over the last axis; a convolution of kernel size 1 is the same thing in [B, H, W, C]. */
public final class Linear {
    private final NDArray weight;
    private final NDArray bias;

    private Linear(NDArray weight, NDArray bias) {
        this.weight = weight;
        this.bias = bias;
    }

    public static Linear of(Parameters parameters, long in, long out) {
        return new Linear(parameters.get("weight", out, in), parameters.get("bias", out));
    }

    public static Linear ofConvolution(Parameters parameters, long in, long out) {
        return new Linear(parameters.get("weight", out, in, 1, 1).reshape(out, in), parameters.get("bias", out));
    }

    public static Linear ofConvolutionWithoutBias(Parameters parameters, long in, long out) {
        return new Linear(parameters.get("weight", out, in, 1, 1).reshape(out, in), null);
    }

    public NDArray forward(NDArray x) {
        return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
    }
}
