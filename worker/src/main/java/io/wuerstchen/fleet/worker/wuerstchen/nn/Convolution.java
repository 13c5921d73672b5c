package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** A convolution over [B, H, W, C]; libtorch takes the transposed view as its channels-last layout, so nothing is copied. */
public final class Convolution {
    private static final Shape ONE = new Shape(1, 1);

    private final NDArray weight;
    private final NDArray bias;
    private final Shape stride;
    private final Shape padding;
    private final int groups;

    private Convolution(NDArray weight, NDArray bias, Shape stride, Shape padding, int groups) {
        this.weight = weight;
        this.bias = bias;
        this.stride = stride;
        this.padding = padding;
        this.groups = groups;
    }

    /** One filter a channel. */
    static Convolution depthwise(Parameters parameters, int channels, int kernel, int padding) {
        return new Convolution(
                parameters.get("weight", channels, 1, kernel, kernel),
                parameters.get("bias", channels),
                ONE,
                new Shape(padding, padding),
                channels);
    }

    /** Halves height and width. */
    public static Convolution halving(Parameters parameters, int in, int out, int kernel) {
        int padding = (kernel - 2) / 2;
        return new Convolution(
                parameters.get("weight", out, in, kernel, kernel),
                parameters.get("bias", out),
                new Shape(2, 2),
                new Shape(padding, padding),
                1);
    }

    public NDArray forward(NDArray x) {
        NDArray channelsFirst = x.transpose(0, 3, 1, 2); // [B, C, H, W]
        return channelsFirst
                .getNDArrayInternal()
                .convolution(channelsFirst, weight, bias, stride, padding, ONE, groups)
                .singletonOrThrow()
                .transpose(0, 2, 3, 1); // [B, H', W', C']
    }
}
