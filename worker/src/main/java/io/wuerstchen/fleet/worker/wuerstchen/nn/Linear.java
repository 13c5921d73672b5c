package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** x Wᵀ + b over the last axis; a convolution of kernel size 1 is the same thing in [B, H, W, C]. */
public final class Linear {
    private final Kernels kernels;
    private final NDArray weight;
    private final NDArray bias;
    /** Of the last inputs, where the weight is in float16 and has none for them. */
    private final Optional<NDArray> tail;

    private Linear(Parameters parameters, NDArray weight, NDArray bias) {
        kernels = parameters.kernels();
        this.weight = packed(parameters, weight);
        this.bias = bias;
        tail = Optional.empty();
    }

    private Linear(Parameters parameters, NDArray half, NDArray tail, NDArray bias) {
        kernels = parameters.kernels();
        weight = half;
        this.bias = bias;
        this.tail = Optional.of(tail);
    }

    public static Linear of(Parameters parameters, long in, long out) {
        return new Linear(parameters, parameters.matrix("weight", out, in), parameters.get("bias", out));
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
        NDArray weight = parameters.matrix("weight", out, in);
        NDArray bias = parameters.get("bias", out);
        if (parameters.checking()) {
            return new Linear(parameters, weight, bias);
        }
        NDArray joined = weight.get(":, " + own + ":").toType(DataType.FLOAT32, false); // [out, mapper's out]
        NDArray mapped = joined.matMul(mapper.weight()); // [out, mapper's in]
        NDArray shifted = bias.add(joined.matMul(mapper.bias()));
        joined.close();
        bias.close();
        NDArray kept = weight.get(":, :" + own);
        if (isHalf(weight)) {
            return new Linear(parameters, kept, mapped, shifted);
        }
        NDArray folded = kept.concat(mapped, 1); // [out, own + mapper's in]
        kept.close();
        mapped.close();
        weight.close();
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
        return with(wide -> kernels.linear(x, wide, bias));
    }

    /** Then the exact, erf GELU. */
    public NDArray gelu(NDArray x) {
        return with(wide -> kernels.linearGelu(x, wide, bias));
    }

    /** Added to y, which has the result's shape and stays as it is. */
    public NDArray plus(NDArray y, NDArray x) {
        return with(wide -> kernels.linearPlus(x, wide, bias, y));
    }

    /** A weight that is kept in float16 is widened for a product, which changes no value. */
    private NDArray with(UnaryOperator<NDArray> product) {
        if (!isHalf(weight)) {
            return product.apply(weight);
        }
        try (NDManager scope = weight.getManager().newSubManager()) {
            NDArray wide = weight.toType(DataType.FLOAT32, true);
            wide.attach(scope);
            NDArray whole = tail.map(last -> wide.concat(last, 1)).orElse(wide);
            return product.apply(whole);
        }
    }

    private static boolean isHalf(NDArray array) {
        return array.getDataType() == DataType.FLOAT16;
    }

    /** A packed weight takes the other's place, so that memory never holds both for longer than a moment. */
    private static NDArray packed(Parameters parameters, NDArray weight) {
        if (isHalf(weight) || parameters.checking() || !parameters.kernels().packs()) {
            return weight;
        }
        NDArray packed = parameters.kernels().packed(weight);
        packed.attach(parameters.manager());
        weight.close();
        parameters.release("weight");
        return packed;
    }
}
