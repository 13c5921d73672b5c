package io.wuerstchen.fleet.chaos.check;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Whether two pictures are one but for the order in which a device has added numbers up: that depends on how many pictures went
 * through it at once.
 */
final class Likeness {
    /** Of 255, in any channel of any pixel. */
    static final int MOST = 16;
    /** Of 255, over all channels of all pixels. */
    static final double MEAN = 0.5;

    private static final int CHANNELS = 3;

    private Likeness() {}

    static boolean of(byte[] one, byte[] other) {
        Optional<BufferedImage> first = read(one);
        Optional<BufferedImage> second = read(other);
        return first.isPresent() && second.isPresent() && of(first.get(), second.get());
    }

    /** Empty where it is no picture. */
    static Optional<BufferedImage> read(byte[] picture) {
        try {
            // Closes the stream, whose default would be a file.
            return Optional.ofNullable(
                    ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean of(BufferedImage one, BufferedImage other) {
        int width = one.getWidth();
        int height = one.getHeight();
        if (other.getWidth() != width || other.getHeight() != height) {
            return false;
        }
        long sum = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int difference = difference(one.getRGB(x, y), other.getRGB(x, y));
                if (difference < 0) {
                    return false;
                }
                sum += difference;
            }
        }
        return sum <= MEAN * width * height * CHANNELS;
    }

    /** Of all channels together; negative where one of them is too large. */
    private static int difference(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift < CHANNELS * Byte.SIZE; shift += Byte.SIZE) {
            int channel = Math.abs((one >> shift & 0xff) - (other >> shift & 0xff));
            if (channel > MOST) {
                return -1;
            }
            sum += channel;
        }
        return sum;
    }
}
