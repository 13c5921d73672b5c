package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Layer norm over the last axis with biased variance. */
public final class LayerNorm {
    /** Of every norm in Würstchen but those of the text encoders. */
    private static final float EPSILON = 1e-6f;

    private final NDArray gamma;
    private final NDArray beta;
    private final float epsilon;

    private LayerNorm(NDArray gamma, NDArray beta, float epsilon) {
        this.gamma = gamma;
        this.beta = beta;
        this.epsilon = epsilon;
    }

    public static LayerNorm of(Parameters parameters, long width, float epsilon) {
        return new LayerNorm(parameters.get("weight", width), parameters.get("bias", width), epsilon);
    }

    /** A norm without weights; DJL knows only the other kind, and times one plus zero changes nothing. */
    public static LayerNorm plain(Parameters parameters, long width) {
        return scaled(parameters, width, 1, 0);
    }

    static LayerNorm scaled(Parameters parameters, long width, float scale, float shift) {
        NDArray ones = parameters.manager().ones(new Shape(width));
        return new LayerNorm(ones.mul(scale), ones.mul(shift), EPSILON);
    }

    public NDArray forward(NDArray x) {
        return x.getNDArrayInternal()
                .layerNorm(x, gamma.getShape(), gamma, beta, epsilon)
                .singletonOrThrow();
    }
}
