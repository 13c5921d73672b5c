package io.wuerstchen.fleet.worker.weights;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** Sixteen-bit floats to float32; every value is exact. Java 17 has no such conversion, and DJL's BFLOAT16 aborts the process. */
final class FloatWidening {
    private static final int HALF_INFINITY = 0x7c00;
    /** A half's exponent is biased by 15, a float's by 127. */
    private static final float REBIAS = 0x1p112f;

    private FloatWidening() {}

    static void fromFloat16(ShortBuffer source, FloatBuffer target) {
        while (source.hasRemaining()) {
            target.put(fromFloat16(source.get()));
        }
    }

    static void fromBfloat16(ShortBuffer source, FloatBuffer target) {
        while (source.hasRemaining()) {
            target.put(Float.intBitsToFloat(source.get() << 16));
        }
    }

    private static float fromFloat16(short half) {
        int magnitude = half & 0x7fff;
        int sign = (half & 0x8000) << 16;
        if (magnitude >= HALF_INFINITY) {
            return Float.intBitsToFloat(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
        }
        float value = Float.intBitsToFloat(magnitude << 13) * REBIAS;
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) | sign);
    }
}
