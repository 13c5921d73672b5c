package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How a linear layer keeps its weights, and multiplies with them. */
sealed interface Product {
    NDArray forward(NDArray x);

    /** Then the exact, erf GELU. */
    default NDArray gelu(NDArray x) {
        return forward(x).getNDArrayInternal().gelu();
    }

    /** Added to y, which has the result's shape and stays as it is. */
    default NDArray plus(NDArray y, NDArray x) {
        return y.add(forward(x));
    }

    /** In float32; the weight, [out, in], may be packed. */
    record Whole(Kernels kernels, NDArray weight, NDArray bias) implements Product {
        @Override
        public NDArray forward(NDArray x) {
            return kernels.linear(x, weight, bias);
        }

        @Override
        public NDArray gelu(NDArray x) {
            return kernels.linearGelu(x, weight, bias);
        }

        @Override
        public NDArray plus(NDArray y, NDArray x) {
            return kernels.linearPlus(x, weight, bias, y);
        }
    }

    /**
     * With a weight that is kept in float16 and widened for each product, which changes no value.
     *
     * @param tail in float32, of the last inputs, for which the weight then has nothing
     */
    record Half(Kernels kernels, NDArray weight, Optional<NDArray> tail, NDArray bias) implements Product {
        @Override
        public NDArray forward(NDArray x) {
            return with(wide -> kernels.linear(x, wide, bias));
        }

        @Override
        public NDArray gelu(NDArray x) {
            return with(wide -> kernels.linearGelu(x, wide, bias));
        }

        @Override
        public NDArray plus(NDArray y, NDArray x) {
            return with(wide -> kernels.linearPlus(x, wide, bias, y));
        }

        private NDArray with(UnaryOperator<NDArray> product) {
            try (NDManager scope = weight.getManager().newSubManager()) {
                NDArray wide = weight.toType(DataType.FLOAT32, true);
                wide.attach(scope);
                NDArray whole = tail.map(last -> wide.concat(last, 1)).orElse(wide);
                return product.apply(whole);
            }
        }
    }

    /** In bfloat16 or float16 from the inputs on; what comes out is float32 again. */
    record Narrow(Kernels kernels, NDArray weight, NDArray bias) implements Product {
        @Override
        public NDArray forward(NDArray x) {
            return kernels.linearNarrow(x, weight, bias);
        }
    }

    /** In eight bits: weights with a scale for each output, inputs with one for each picture, the first axis. */
    record Eight(Kernels kernels, Kernels.Quantized weight) implements Product {
        @Override
        public NDArray forward(NDArray x) {
            return kernels.linear(x, weight);
        }
    }
}
