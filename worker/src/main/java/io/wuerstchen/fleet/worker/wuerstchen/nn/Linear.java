package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** x Wᵀ + b over the last axis; a convolution of kernel size 1 is the same thing in [B, H, W, C]. */
public final class Linear {
    private final Kernels kernels;
    private final NDArray weight;
    private final NDArray bias;

    private Linear(Parameters parameters, NDArray weight, NDArray bias) {
        kernels = parameters.kernels();
        this.weight = packed(parameters, weight);
        this.bias = bias;
    }

    public static Linear of(Parameters parameters, long in, long out) {
        return new Linear(parameters, parameters.get("weight", out, in), parameters.get("bias", out));
    }

    /** A layer whose result is multiplied by a number. */
    static Linear scaled(float scale, Parameters parameters, long in, long out) {
        NDArray weight = parameters.get("weight", out, in);
        NDArray bias = parameters.get("bias", out);
        NDArray scaled = weight.mul(scale);
        weight.close();
        return new Linear(parameters, scaled, bias.mul(scale));
    }

    /** Where the last inputs are what a mapper makes of something narrower: a layer over the other inputs and the narrow ones. */
    static Linear over(Mapper mapper, Parameters parameters, long in, long out) {
        long own = in - mapper.out();
        NDArray weight = parameters.get("weight", out, in);
        NDArray bias = parameters.get("bias", out);
        if (parameters.checking()) {
            return new Linear(parameters, weight, bias);
        }
        NDArray joined = weight.get(":, " + own + ":"); // [out, mapper's out]
        NDArray folded = weight.get(":, :" + own).concat(joined.matMul(mapper.weight()), 1); // [out, own + mapper's in]
        NDArray shifted = bias.add(joined.matMul(mapper.bias()));
        joined.close();
        weight.close();
        bias.close();
        parameters.release("weight");
        parameters.release("bias");
        return new Linear(parameters, folded, shifted);
    }

    public static Linear ofConvolution(Parameters parameters, long in, long out) {
        return new Linear(
                parameters, parameters.get("weight", out, in, 1, 1).reshape(out, in), parameters.get("bias", out));
    }

    public static Linear ofConvolutionWithoutBias(Parameters parameters, long in, long out) {
        return new Linear(
                parameters,
                parameters.get("weight", out, in, 1, 1).reshape(out, in),
                parameters.manager().zeros(new Shape(out)));
    }

    public NDArray forward(NDArray x) {
        return kernels.linear(x, weight, bias);
    }

    /** Then the exact, erf GELU. */
    public NDArray gelu(NDArray x) {
        return kernels.linearGelu(x, weight, bias);
    }

    /** Added to y, which has the result's shape and stays as it is. */
    public NDArray plus(NDArray y, NDArray x) {
        return kernels.linearPlus(x, weight, bias, y);
    }

    /** A packed weight takes the other's place, so that memory never holds both for longer than a moment. */
    private static NDArray packed(Parameters parameters, NDArray weight) {
        if (parameters.checking() || !parameters.kernels().packs()) {
            return weight;
        }
        NDArray packed = parameters.kernels().packed(weight);
        packed.attach(parameters.manager());
        weight.close();
        parameters.release("weight");
        return packed;
    }
}
