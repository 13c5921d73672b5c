package io.wuerstchen.fleet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PixelDifferenceTest {
    @Test
    void countsTheValuesThatDifferAndTheLargestDifferenceAcrossPictures() {
        List<byte[]> pictures = List.of(new byte[] {0, 1, (byte) 255}, new byte[] {4, 5, 6});

        PixelDifference difference = PixelDifference.between(pictures, new byte[] {0, 2, (byte) 252, 4, 5, 6});

        assertThat(difference).isEqualTo(new PixelDifference(2.0 / 6, 3));
    }

    @Test
    void refusesPicturesOfAnotherSize() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PixelDifference.between(List.of(new byte[3]), new byte[2]))
                .withMessage("the reference's pictures: 2 bytes (expected: 3)");
    }

    @Test
    void toleratesOneLevelInAFewOfAThousandValuesAndNoMore() {
        assertThat(new PixelDifference(0.002, 1).isTolerable()).isTrue();
        assertThat(new PixelDifference(0.003, 1).isTolerable()).isFalse();
        assertThat(new PixelDifference(0.0001, 2).isTolerable()).isFalse();
    }

    @Test
    void theWorseOfTwoIsTheLargerOfEach() {
        PixelDifference worse = new PixelDifference(0.1, 1).or(new PixelDifference(0.01, 4));

        assertThat(worse).isEqualTo(new PixelDifference(0.1, 4));
    }
}
