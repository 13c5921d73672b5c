package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;

/** x Wᵀ + b over the last axis; a convolution of kernel size 1 is the same thing in [B, H, W, C]. */
public final class Linear {
    private final Product product;

    private Linear(Product product) {
        this.product = product;
    }

    public static Linear of(Parameters parameters, long in, long out) {
        NDArray weight = parameters.matrix("weight", out, in);
        NDArray bias = parameters.get("bias", out);
        return new Linear(isHalf(weight) ? half(parameters, weight, bias) : fitting(parameters, weight, bias));
    }

    /** A layer that is in float32 at any precision, because little work and much of the picture hang on it. */
    static Linear exact(Parameters parameters, long in, long out) {
        return new Linear(whole(parameters, parameters.get("weight", out, in), parameters.get("bias", out)));
    }

    /** A layer whose result is multiplied by a number. */
    static Linear scaled(float scale, Parameters parameters, long in, long out) {
        NDArray weight = parameters.get("weight", out, in);
        NDArray bias = parameters.get("bias", out);
        NDArray scaled = weight.mul(scale);
        weight.close();
        return new Linear(fitting(parameters, scaled, bias.mul(scale)));
    }

    /** Where the last inputs are what a mapper makes of something narrower: a layer over the other inputs and the narrow ones. */
    static Linear over(Mapper mapper, Parameters parameters, long in, long out) {
        long own = in - mapper.out();
        NDArray weight = parameters.matrix("weight", out, in);
        NDArray bias = parameters.get("bias", out);
        if (parameters.checking()) {
            return new Linear(whole(parameters, weight, bias));
        }
        NDArray joined = weight.get(":, " + own + ":").toType(DataType.FLOAT32, false); // [out, mapper's out]
        NDArray mapped = joined.matMul(mapper.weight()); // [out, mapper's in]
        NDArray shifted = bias.add(joined.matMul(mapper.bias()));
        joined.close();
        bias.close();
        NDArray kept = weight.get(":, :" + own);
        if (isHalf(weight)) {
            return new Linear(new Product.Half(parameters.kernels(), kept, Optional.of(mapped), shifted));
        }
        NDArray folded = kept.concat(mapped, 1); // [out, own + mapper's in]
        kept.close();
        mapped.close();
        weight.close();
        parameters.release("weight");
        parameters.release("bias");
        return new Linear(fitting(parameters, folded, shifted));
    }

    /** In float32 at any precision, as in {@link #exact}. */
    public static Linear ofConvolution(Parameters parameters, long in, long out) {
        NDArray weight = parameters.get("weight", out, in, 1, 1).reshape(out, in);
        return new Linear(whole(parameters, weight, parameters.get("bias", out)));
    }

    public NDArray forward(NDArray x) {
        return product.forward(x);
    }

    /** Then the exact, erf GELU. */
    public NDArray gelu(NDArray x) {
        return product.gelu(x);
    }

    /** Added to y, which has the result's shape and stays as it is. */
    public NDArray plus(NDArray y, NDArray x) {
        return product.plus(y, x);
    }

    private static Product fitting(Parameters parameters, NDArray weight, NDArray bias) {
        if (parameters.checking()) {
            return whole(parameters, weight, bias);
        }
        return switch (parameters.precision()) {
            case INT8 -> eight(parameters, weight, bias);
            case BFLOAT16, FLOAT16 -> narrow(parameters, weight, bias);
            case FLOAT32, FLOAT16_WEIGHTS -> whole(parameters, weight, bias);
        };
    }

    private static Product half(Parameters parameters, NDArray weight, NDArray bias) {
        return new Product.Half(parameters.kernels(), weight, Optional.empty(), bias);
    }

    private static Product narrow(Parameters parameters, NDArray weight, NDArray bias) {
        Kernels kernels = parameters.kernels();
        NDArray narrowWeight = kernels.narrowed(weight, parameters.precision());
        NDArray narrowBias = kernels.narrowed(bias, parameters.precision());
        narrowWeight.attach(parameters.manager());
        narrowBias.attach(parameters.manager());
        weight.close();
        bias.close();
        parameters.release("weight");
        return new Product.Narrow(kernels, narrowWeight, narrowBias);
    }

    private static Product eight(Parameters parameters, NDArray weight, NDArray bias) {
        Kernels.Quantized quantized = parameters.kernels().quantized(weight, bias, parameters.manager());
        weight.close();
        parameters.release("weight");
        return new Product.Eight(parameters.kernels(), quantized);
    }

    /** A packed weight takes the other's place, so that memory never holds both for longer than a moment. */
    private static Product whole(Parameters parameters, NDArray weight, NDArray bias) {
        Kernels kernels = parameters.kernels();
        if (!parameters.packs()) {
            return new Product.Whole(kernels, weight, bias);
        }
        NDArray packed = kernels.packed(weight);
        packed.attach(parameters.manager());
        weight.close();
        parameters.release("weight");
        return new Product.Whole(kernels, packed, bias);
    }

    private static boolean isHalf(NDArray array) {
        return array.getDataType() == DataType.FLOAT16;
    }
}
