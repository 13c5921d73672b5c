package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/**
 * A layer of Stage A's decoder, over [B, H, W, C].
 *
 * @param scale how many times larger its output is, along a side
 * @param width channels of its output
 */
record VqganLayer(Sight sight, int scale, int width, UnaryOperator<NDArray> forward) {
    /** Arrays of its output's size that are alive at once. */
    private static final int COPIES = 4;

    /** What of its input an output depends on. */
    enum Sight {
        /** One position. */
        POINT,
        /** One position and its neighbours. */
        NEIGHBOURS,
        /** Of twice as many outputs: the position that it lies in, and the nearest one. */
        NEAREST
    }

    static VqganLayer point(int width) {
        return new VqganLayer(Sight.POINT, 1, width, UnaryOperator.identity());
    }

    static VqganLayer mixing(int width) {
        return new VqganLayer(Sight.NEIGHBOURS, 1, width, UnaryOperator.identity());
    }

    static VqganLayer doubling(int width) {
        return new VqganLayer(Sight.NEAREST, 2, width, UnaryOperator.identity());
    }

    /** One of the same shape that computes something. */
    VqganLayer with(UnaryOperator<NDArray> computation) {
        return new VqganLayer(sight, scale, width, computation);
    }

    /** The same, which tells whenever it is through. */
    VqganLayer telling(Runnable listener) {
        return new VqganLayer(sight, scale, width, x -> {
            NDArray output = forward.apply(x);
            listener.run();
            return output;
        });
    }

    /** How many inputs beyond a tile's own are needed, to a side, if so many outputs beyond them are. */
    int context(int outputs) {
        return switch (sight) {
            case POINT -> outputs;
            case NEIGHBOURS -> outputs + 1;
            case NEAREST -> outputs / 2 + 1;
        };
    }

    /** Multiplications for so many inputs, but for a factor that all layers share. */
    double work(long inputs) {
        return (double) inputs * scale * scale * width * width;
    }

    /** What it takes to run it on so many inputs. */
    long bytes(long inputs) {
        return inputs * scale * scale * width * COPIES * Float.BYTES;
    }
}
