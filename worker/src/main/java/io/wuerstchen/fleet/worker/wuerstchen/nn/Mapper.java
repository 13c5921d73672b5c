package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/**
 * A linear layer that is never run by itself, because the layers that read from it take it into their own weights.
 *
 * @param weight [out, in]
 * @param bias [out]
 */
public record Mapper(NDArray weight, NDArray bias) {
    public static Mapper ofConvolution(Parameters parameters, long in, long out) {
        return new Mapper(parameters.get("weight", out, in, 1, 1).reshape(out, in), parameters.get("bias", out));
    }

    long out() {
        return weight.getShape().get(0);
    }
}
