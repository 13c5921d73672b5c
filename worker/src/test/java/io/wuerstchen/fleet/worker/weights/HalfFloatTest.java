package io.wuerstchen.fleet.worker.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatTest {
    private static final int INFINITY = 0x7C00;

    /** Values and bits from IEEE 754's definition of binary16. */
    @ParameterizedTest
    @CsvSource({
        "0.0, 0000",
        "-0.0, 8000",
        "1.0, 3c00",
        "-2.0, c000",
        "0.333333343, 3555",
        "65504, 7bff",
        "65519.996, 7bff",
        "65520, 7c00",
        "-1e30, fc00",
        "Infinity, 7c00",
        "-Infinity, fc00",
        "NaN, 7e00",
        "1.00048828125, 3c00", // 1 + 2^-11, halfway: down to the even one
        "1.00146484375, 3c02", // 1 + 3 * 2^-11, halfway: up to the even one
        "6.1035156e-5, 0400", // 2^-14, the smallest normal
        "6.0975552e-5, 03ff", // the largest subnormal
        "5.9604645e-8, 0001", // 2^-24, the smallest subnormal
        "2.9802322e-8, 0000", // 2^-25, halfway to zero
        "2.9802326e-8, 0001",
        "1e-45, 0000"
    })
    void isTheNearestHalf(float value, String bits) {
        assertThat(String.format("%04x", HalfFloat.of(value) & 0xFFFF)).isEqualTo(bits);
    }

    @Test
    void everyHalfBecomesItselfAndEveryMidpointTheEvenNeighbour() {
        for (int half = 0; half < INFINITY; half++) {
            float value = value(half);
            float next = half + 1 == INFINITY ? 65536 : value(half + 1);
            float midpoint = (value + next) / 2;
            int even = half + (half & 1);

            assertThat(HalfFloat.of(value)).isEqualTo((short) half);
            assertThat(HalfFloat.of(-value)).isEqualTo((short) (0x8000 | half));
            assertThat(HalfFloat.of(midpoint)).isEqualTo((short) even);
            assertThat(HalfFloat.of(Math.nextDown(midpoint))).isEqualTo((short) half);
            assertThat(HalfFloat.of(Math.nextUp(midpoint))).isEqualTo((short) (half + 1));
        }
    }

    /** What a finite half means: (1 + mantissa / 1024) * 2^(exponent - 15), without the 1 where exponent is 0. */
    private static float value(int half) {
        int exponent = half >>> 10;
        int mantissa = half & 0x3FF;
        return exponent == 0 ? Math.scalb(mantissa, -24) : Math.scalb(1024 + mantissa, exponent - 25);
    }
}
