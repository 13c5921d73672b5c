package io.wuerstchen.fleet.worker.weights;

/** IEEE 754 binary16, which Java has from 20 on. */
final class HalfFloat {
    private static final int MAGNITUDE = 0x7FFF_FFFF;
    private static final int INFINITY = 0x7F80_0000;
    private static final short HALF_INFINITY = 0x7C00;
    private static final short HALF_NAN = 0x7E00;
    /** 2^-14, below which halves lie 2^-24 apart. */
    private static final int SMALLEST_NORMAL = 0x3880_0000;

    private static final float SUBNORMALS_PER_ONE = 0x1p24f;
    /** 65520, halfway between the largest half and what would come next. */
    private static final int OVERFLOW = 0x477F_F000;

    private HalfFloat() {}

    /** Bits of the nearest half, of two equally near ones the even; infinity from 65520 on, as torch's {@code half()}. */
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        return (short) (sign | magnitude(bits & MAGNITUDE));
    }

    private static int magnitude(int bits) {
        if (bits > INFINITY) {
            return HALF_NAN;
        }
        if (bits >= OVERFLOW) {
            return HALF_INFINITY;
        }
        if (bits < SMALLEST_NORMAL) {
            return (int) Math.rint(Float.intBitsToFloat(bits) * SUBNORMALS_PER_ONE);
        }
        // The exponent's bias goes from 127 to 15; a carry out of the mantissa raises it, which is right.
        int rebased = bits - (112 << 23);
        return (rebased + 0xFFF + ((rebased >>> 13) & 1)) >>> 13;
    }
}
