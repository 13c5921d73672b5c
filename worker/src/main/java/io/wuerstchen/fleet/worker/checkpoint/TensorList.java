package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.checkpoint.ExpectedTensor.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Collects the tensors of a network by the names of the reference. Weights are [out, in, ...], as torch has them. */
final class TensorList {
    private final List<ExpectedTensor> tensors;
    private final String prefix;

    TensorList() {
        this(new ArrayList<>(), "");
    }

    private TensorList(List<ExpectedTensor> tensors, String prefix) {
        this.tensors = tensors;
        this.prefix = prefix;
    }

    List<ExpectedTensor> all() {
        return List.copyOf(tensors);
    }

    /** The part whose names begin with this one's, the given name, and a dot. */
    TensorList at(Object name) {
        return new TensorList(tensors, prefix + name + ".");
    }

    TensorList add(String name, Spread spread, long... shape) {
        return add(name, Use.WEIGHT, spread, shape);
    }

    TensorList add(String name, Use use, Spread spread, long... shape) {
        tensors.add(
                new ExpectedTensor(prefix + name, LongStream.of(shape).boxed().toList(), use, spread));
        return this;
    }

    void linear(long in, long out) {
        linear(in, out, Spread.xavier(in, out, 1));
    }

    void linear(long in, long out, Spread weights) {
        add("weight", weights, out, in).add("bias", Spread.SMALL, out);
    }

    /** A convolution with a kernel of one pixel. */
    void pointwise(long in, long out, Spread weights) {
        add("weight", weights, out, in, 1, 1).add("bias", Spread.SMALL, out);
    }

    /** One filter a channel. */
    void depthwise(long channels, int kernel) {
        double pixels = (double) kernel * kernel;
        add("weight", Spread.xavier(pixels, pixels, 1), channels, 1, kernel, kernel)
                .add("bias", Spread.SMALL, channels);
    }

    void convolution(long in, long out, int kernel) {
        double pixels = (double) kernel * kernel;
        add("weight", Spread.xavier(in * pixels, out, 1), out, in, kernel, kernel)
                .add("bias", Spread.SMALL, out);
    }

    /** A convolution that doubles the sides: each pixel that comes out is made of at most (kernel / 2)² that go in. */
    void transposed(long in, long out, int kernel) {
        double pixels = kernel * kernel / 4.0;
        add("weight", Spread.xavier(in * pixels, out, 1), in, out, kernel, kernel)
                .add("bias", Spread.SMALL, out);
    }

    void norm(long width) {
        add("weight", Spread.around(1, 0.1), width).add("bias", Spread.SMALL, width);
    }

    /** {@code ResBlock}; what it adds is made small where many follow one another. */
    void residual(long channels, int kernel, long skip, int blocks) {
        long wide = 4 * channels;
        at("depthwise").depthwise(channels, kernel);
        at("channelwise.0").linear(channels + skip, wide);
        at("channelwise.2").add("gamma", Spread.around(0, 0.1), 1, 1, 1, wide).add("beta", Spread.SMALL, 1, 1, 1, wide);
        at("channelwise.4").linear(wide, channels, Spread.xavier(wide, channels, Math.sqrt(1.0 / Math.max(1, blocks))));
    }

    /** {@code TimestepBlock}; its input is sines and cosines. */
    void timestep(long channels, long embedding) {
        at("mapper").linear(embedding, 2 * channels, Spread.SMALL);
    }

    /** {@code AttnBlock}. */
    void attention(long channels, long condition, long heads) {
        long inner = channels / heads * heads;
        at("kv_mapper.1").linear(condition, channels);
        at("attention.to_q").linear(channels, inner);
        at("attention.to_k").linear(channels, inner);
        at("attention.to_v").linear(channels, inner);
        at("attention.to_out.0").linear(inner, channels);
    }
}
