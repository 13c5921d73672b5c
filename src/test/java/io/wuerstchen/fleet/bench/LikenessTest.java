package io.wuerstchen.fleet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LikenessTest {
    private static final int SIDE = 16;

    @Test
    void aPictureIsLikeItself() {
        byte[] picture = noise(1);

        Likeness likeness = Likeness.of(picture, picture.clone(), SIDE);

        assertThat(likeness.psnr()).isEqualTo(Likeness.SAME);
        assertThat(likeness.ssim()).isCloseTo(1, within(1e-12));
    }

    @Test
    void oneLevelEverywhereIs48Decibels() {
        byte[] picture = new byte[SIDE * SIDE * 3];
        byte[] brighter = picture.clone();
        Arrays.fill(brighter, (byte) 1);

        Likeness likeness = Likeness.of(picture, brighter, SIDE);

        assertThat(likeness.psnr()).isCloseTo(20 * Math.log10(255), within(1e-9));
        // flat windows: (2 m n + C1) / (m² + n² + C1) with m = 0, n = 1
        double c1 = 2.55 * 2.55;
        assertThat(likeness.ssim()).isCloseTo(c1 / (1 + c1), within(1e-9));
    }

    @Test
    void picturesThatHaveNothingToDoWithOneAnotherAreUnlike() {
        Likeness likeness = Likeness.of(noise(1), noise(2), SIDE);

        assertThat(likeness.psnr()).isLessThan(10);
        assertThat(likeness.ssim()).isBetween(-0.2, 0.2);
    }

    private static byte[] noise(int seed) {
        byte[] picture = new byte[SIDE * SIDE * 3];
        new Random(seed).nextBytes(picture);
        return picture;
    }
}
