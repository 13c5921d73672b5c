package io.wuerstchen.fleet.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionTest {
    @ParameterizedTest
    @CsvSource({
        "100, 128",
        "0, 128",
        "-5, 128",
        "200, 128 or 256",
        "1000, 896 or 1024",
        "2147483647, 2147483520 or 2147483648"
    })
    void namesTheNearestValidWidth(int width, String nearest) {
        assertThatThrownBy(() -> new Resolution(width, 128))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("width: " + width + " (expected: a multiple of 128, nearest " + nearest + ")");
    }

    @Test
    void namesHeightToo() {
        assertThatThrownBy(() -> new Resolution(128, 130))
                .hasMessage("height: 130 (expected: a multiple of 128, nearest 128 or 256)");
    }

    @Test
    void readsWidthThenHeight() {
        Resolution resolution = Resolution.parse("256x128");

        assertThat(resolution).isEqualTo(new Resolution(256, 128)).hasToString("256x128");
        assertThat(resolution.pixels()).isEqualTo(32768);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "256", "256X128", "256 x 128", "-256x128", "x", "9999999x128", "256x128x3"})
    void refusesOtherWaysToWriteASize(String size) {
        assertThatThrownBy(() -> Resolution.parse(size))
                .hasMessage("size: " + size + " (expected: WIDTHxHEIGHT in pixels, as in 1024x768)");
    }

    @Test
    void namesTheLargestPictureOfTheSameShapeThatWouldDo() {
        assertThatThrownBy(() -> new Resolution(4096, 2048).requireAtMost(4_194_304))
                .hasMessage("size: 4096x2048 (expected: at most 4194304 pixels, nearest 2816x1408)");
    }

    @Property
    void whatItNamesWouldDo(
            @ForAll @IntRange(min = 1, max = 7800) int columns,
            @ForAll @IntRange(min = 1, max = 7800) int rows,
            @ForAll @IntRange(min = 16_384, max = 5_000_000) int most) {
        Resolution resolution = new Resolution(columns * Resolution.GRID, rows * Resolution.GRID);

        Throwable refusal = catchThrowable(() -> resolution.requireAtMost(most));

        assertThat(refusal == null).isEqualTo(resolution.pixels() <= most);
        if (refusal != null) {
            String nearest = refusal.getMessage().replaceAll(".*nearest (.*)\\)", "$1");
            assertThat(Resolution.parse(nearest).pixels()).isLessThanOrEqualTo(most);
        }
    }
}
