package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * PyTorch's interpolate(mode="bicubic", antialias=True, align_corners=True) as two small matrix products; DJL's interpolation knows
 * no antialias. PyTorch takes the scale of aligned corners but the centres of unaligned ones, and so do we.
 */
public final class BicubicResize {
    private static final double A = -0.5;
    private static final int KERNEL = 4;

    private BicubicResize() {}

    /** x [B, C, h, w] gives [B, C, height, width]. */
    public static NDArray resize(NDArray x, int height, int width) {
        NDManager manager = x.getManager();
        int fromHeight = (int) x.getShape().get(2);
        int fromWidth = (int) x.getShape().get(3);
        NDArray rows = manager.create(weights(fromHeight, height), new Shape(height, fromHeight));
        NDArray columns = manager.create(weights(fromWidth, width), new Shape(width, fromWidth));
        return rows.matMul(x.matMul(columns.transpose()));
    }

    /** One row of weights each output, [out, in]; float and double as in PyTorch, because the window's edges depend on it. */
    private static float[] weights(int in, int out) {
        float scale = out > 1 ? (float) (in - 1) / (out - 1) : 0;
        float support = scale >= 1 ? KERNEL * 0.5f * scale : KERNEL * 0.5f;
        float[] weights = new float[out * in];
        for (int i = 0; i < out; i++) {
            float centre = (float) (scale * (i + 0.5));
            int first = Math.max((int) (centre - support + 0.5), 0);
            int end = Math.min((int) (centre + support + 0.5), in);
            fillRow(weights, i * in, first, end, centre, scale);
        }
        return weights;
    }

    private static void fillRow(float[] weights, int row, int first, int end, float centre, float scale) {
        float inverse = scale >= 1 ? 1 / scale : 1;
        float total = 0;
        for (int j = first; j < end; j++) {
            weights[row + j] = cubic((float) ((j - centre + 0.5) * inverse));
            total += weights[row + j];
        }
        for (int j = first; j < end; j++) {
            weights[row + j] /= total;
        }
    }

    private static float cubic(float signed) {
        double x = Math.abs(signed);
        if (x < 1) {
            return (float) (((A + 2) * x - (A + 3)) * x * x + 1);
        }
        return x < 2 ? (float) (((A * x - 5 * A) * x + 8 * A) * x - 4 * A) : 0;
    }
}
