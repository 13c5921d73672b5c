package io.wuerstchen.fleet.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class LikenessTest {
    private static final int SIZE = 32;

    @Test
    void aPictureIsLikeItselfAndLikeOneThatDiffersALittleInPlaces() throws IOException {
        assertThat(Likeness.of(picture(0, 0), picture(0, 0))).isTrue();
        assertThat(Likeness.of(picture(0, 0), picture(20, Likeness.MOST))).isTrue();
    }

    @Test
    void aPictureThatDiffersMuchInOnePlaceIsAnotherOne() throws IOException {
        assertThat(Likeness.of(picture(0, 0), picture(1, Likeness.MOST + 1))).isFalse();
    }

    @Test
    void aPictureThatDiffersALittleEverywhereIsAnotherOne() throws IOException {
        assertThat(Likeness.of(picture(0, 0), picture(SIZE * SIZE, 3))).isFalse();
    }

    @Test
    void anotherSizeOrNoPictureIsAnotherOne() throws IOException {
        byte[] small = png(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB));

        assertThat(Likeness.of(picture(0, 0), small)).isFalse();
        assertThat(Likeness.of(picture(0, 0), new byte[] {1, 2, 3})).isFalse();
    }

    /** Grey, with so many pixels whose blue differs by {@code difference}. */
    private static byte[] picture(int pixels, int difference) throws IOException {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIZE * SIZE; i++) {
            image.setRGB(i % SIZE, i / SIZE, 0x808080 + (i < pixels ? difference : 0));
        }
        return png(image);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
