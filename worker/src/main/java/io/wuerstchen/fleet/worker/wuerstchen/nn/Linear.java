package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** x Wᵀ + b over the last axis; a convolution of kernel size 1 is the same thing in [B, H, W, C]. */
public final class Linear {
    private final Parameters parameters;
    private final NDArray weight;
    private final NDArray bias;

    private Linear(Parameters parameters, NDArray weight, NDArray bias) {
        this.parameters = parameters;
        this.weight = weight;
        this.bias = bias;
    }

    public static Linear of(Parameters parameters, long in, long out) {
        return new Linear(parameters, parameters.get("weight", out, in), parameters.get("bias", out));
    }

    public static Linear ofConvolution(Parameters parameters, long in, long out) {
        return new Linear(
                parameters, parameters.get("weight", out, in, 1, 1).reshape(out, in), parameters.get("bias", out));
    }

    public static Linear ofConvolutionWithoutBias(Parameters parameters, long in, long out) {
        return new Linear(parameters, parameters.get("weight", out, in, 1, 1).reshape(out, in), null);
    }

    /**
     * This layer where its last inputs are what another layer makes of y: one layer over the first inputs and y. It takes this
     * layer's weights with it.
     */
    Linear over(Linear other) {
        if (parameters.checking()) {
            return this;
        }
        long own = weight.getShape().get(1) - other.weight.getShape().get(0);
        NDArray joined = weight.get(":, " + own + ":"); // [out, other's out]
        NDArray folded = weight.get(":, :" + own).concat(joined.matMul(other.weight), 1); // [out, own + other's in]
        NDArray shifted = bias.add(joined.matMul(other.bias));
        joined.close();
        weight.close();
        bias.close();
        parameters.release("weight");
        parameters.release("bias");
        return new Linear(parameters, folded, shifted);
    }

    public NDArray forward(NDArray x) {
        return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
    }
}
