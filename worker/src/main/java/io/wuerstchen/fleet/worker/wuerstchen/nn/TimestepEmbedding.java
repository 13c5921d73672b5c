package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Sinusoids of a timestep in 0..1, computed in float32 in the reference's order. */
public final class TimestepEmbedding {
    private static final int MAX_POSITIONS = 10_000;

    private final int width;
    private final float[] frequencies;

    /** @param width values of an embedding, at least 4 */
    public TimestepEmbedding(int width) {
        this.width = width;
        frequencies = new float[width / 2];
        float decay = (float) -(Math.log(MAX_POSITIONS) / (frequencies.length - 1));
        for (int k = 0; k < frequencies.length; k++) {
            frequencies[k] = (float) Math.exp(k * decay);
        }
    }

    /** One row a timestep, [T, width]: sines, cosines, and a zero where the width is odd. */
    public NDArray forward(NDManager manager, float... timesteps) {
        float[] values = new float[timesteps.length * width];
        for (int row = 0; row < timesteps.length; row++) {
            fill(values, row * width, timesteps[row] * MAX_POSITIONS);
        }
        return manager.create(values, new Shape(timesteps.length, width));
    }

    private void fill(float[] values, int start, float position) {
        for (int k = 0; k < frequencies.length; k++) {
            float angle = position * frequencies[k];
            values[start + k] = (float) Math.sin(angle);
            values[start + frequencies.length + k] = (float) Math.cos(angle);
        }
    }
}
