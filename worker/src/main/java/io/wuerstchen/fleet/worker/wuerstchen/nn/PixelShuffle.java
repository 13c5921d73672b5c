package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Moves squares of pixels into channels and back; channel c·p² + dy·p + dx holds pixel (dy, dx) of channel c. */
public record PixelShuffle(int patch) {
    /** [B, H, W, C·p²] gives [B, H·p, W·p, C]. */
    public NDArray shuffle(NDArray x) {
        Shape shape = x.getShape();
        long channels = shape.get(3) / patch / patch;
        return x.reshape(shape.get(0), shape.get(1), shape.get(2), channels, patch, patch) // [B, H, W, C, p, p]
                .transpose(0, 1, 4, 2, 5, 3) // [B, H, p, W, p, C]
                .reshape(shape.get(0), shape.get(1) * patch, shape.get(2) * patch, channels);
    }

    /** [B, H·p, W·p, C] gives [B, H, W, C·p²]. */
    public NDArray unshuffle(NDArray x) {
        Shape shape = x.getShape();
        long height = shape.get(1) / patch;
        long width = shape.get(2) / patch;
        return x.reshape(shape.get(0), height, patch, width, patch, shape.get(3)) // [B, H, p, W, p, C]
                .transpose(0, 1, 3, 5, 2, 4) // [B, H, W, C, p, p]
                .reshape(shape.get(0), height, width, shape.get(3) * patch * patch);
    }
}
