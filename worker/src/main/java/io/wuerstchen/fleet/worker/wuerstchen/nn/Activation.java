package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Activation functions, by the names that transformers gives them in lower case. */
public enum Activation {
    GELU {
        @Override
        public NDArray forward(Kernels kernels, NDArray x) {
            return x.getNDArrayInternal().gelu();
        }
    },
    QUICK_GELU {
        @Override
        public NDArray forward(Kernels kernels, NDArray x) {
            return x.mul(x.mul(1.702f).getNDArrayInternal().sigmoid());
        }
    },
    GELU_NEW {
        @Override
        public NDArray forward(Kernels kernels, NDArray x) {
            return kernels.geluTanh(x);
        }
    },
    GELU_PYTORCH_TANH {
        @Override
        public NDArray forward(Kernels kernels, NDArray x) {
            return kernels.geluTanh(x);
        }
    },
    RELU {
        @Override
        public NDArray forward(Kernels kernels, NDArray x) {
            return x.getNDArrayInternal().relu();
        }
    },
    SILU {
        @Override
        public NDArray forward(Kernels kernels, NDArray x) {
            return x.mul(x.getNDArrayInternal().sigmoid());
        }
    };

    public abstract NDArray forward(Kernels kernels, NDArray x);

    public static Optional<Activation> named(String name) {
        return Stream.of(values())
                .filter(activation -> activation.toString().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
