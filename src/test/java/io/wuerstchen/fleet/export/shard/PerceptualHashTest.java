package io.wuerstchen.fleet.export.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PerceptualHashTest {
    @Test
    void staysNearWhenAPictureIsScaledOrBrightened() {
        BufferedImage picture = picture(1, 256);
        BufferedImage small = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, 100, 100, null);
        graphics.setColor(new Color(255, 255, 255, 20));
        graphics.fillRect(0, 0, 100, 100);
        graphics.dispose();

        assertThat(distance(picture, small)).isLessThanOrEqualTo(8);
    }

    @Test
    void isFarForAnotherPicture() {
        assertThat(distance(picture(1, 256), picture(2, 256))).isGreaterThan(15);
    }

    @Test
    void isTheSameForEveryFlatPicture() {
        BufferedImage black = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
        BufferedImage grey = new BufferedImage(256, 128, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256 * 128; i++) {
            grey.setRGB(i % 256, i / 256, 0x777777);
        }

        assertThat(distance(black, grey)).isLessThanOrEqualTo(1);
    }

    @Test
    void worksForAPictureSmallerThanItsGrid() {
        assertThat(PerceptualHash.text(PerceptualHash.of(picture(3, 9)))).matches("[0-9a-f]{16}");
    }

    @Test
    void isReadBackFromItsText() {
        long hash = PerceptualHash.of(picture(4, 64));

        assertThat(PerceptualHash.parse(PerceptualHash.text(hash))).isEqualTo(hash);
    }

    private static int distance(BufferedImage a, BufferedImage b) {
        return Long.bitCount(PerceptualHash.of(a) ^ PerceptualHash.of(b));
    }

    private static BufferedImage picture(long seed, int size) {
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        for (int i = 0; i < 12; i++) {
            graphics.setColor(new Color(random.nextInt(0x1000000)));
            graphics.fillOval(
                    random.nextInt(size), random.nextInt(size), random.nextInt(size) + 1, random.nextInt(size) + 1);
        }
        graphics.dispose();
        return picture;
    }
}
