package io.wuerstchen.fleet.worker.device;

import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.NoiseDrawn;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.RgbImage;
import io.wuerstchen.fleet.worker.wuerstchen.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A grid of coloured cells with a grain, and tensors of a few values: all that prompt and seed decide. The grain is for the
 * weight: as a PNG such a picture has half of its pixels' bytes, as photographs do, 100 KB at 256x256.
 */
final class SimulatedPicture {
    private static final int CELLS = 8;
    private static final int CHANNELS = 3;
    /** The lowest bits of each colour; found by trying. */
    private static final int GRAIN_BITS = 0x03;
    /** Twice as far apart as deflate looks back for repetitions, and a power of two. */
    private static final int GRAIN_LENGTH = 64 * 1024;

    private static final byte[] GRAIN = grain();
    private static final List<Long> EMBEDDINGS = List.of(1L, 16L, 2L, 2L);
    private static final List<Long> LATENTS = List.of(1L, 4L, 4L, 4L);

    private SimulatedPicture() {}

    static Picture of(int width, int height, Drawing drawing) {
        SplittableRandom random = new SplittableRandom(31L * drawing.prompt().hashCode() + drawing.seed());
        byte[] colours = new byte[CELLS * CELLS * CHANNELS];
        random.nextBytes(colours);
        byte[] rgb = pixels(width, height, colours);
        roughen(rgb, random.nextInt(GRAIN_LENGTH));
        RgbImage image = new RgbImage(width, height, rgb);
        return new Picture(image, tensor(EMBEDDINGS, random), tensor(LATENTS, random), new NoiseDrawn(0, 0), List.of());
    }

    private static byte[] pixels(int width, int height, byte[] colours) {
        byte[] rgb = new byte[width * height * CHANNELS];
        int row = width * CHANNELS;
        for (int y = 0; y < height; y++) {
            if (y * CELLS / height == (y - 1) * CELLS / height && y > 0) {
                System.arraycopy(rgb, (y - 1) * row, rgb, y * row, row);
            } else {
                paintRow(rgb, y * row, width, colours, y * CELLS / height * CELLS * CHANNELS);
            }
        }
        return rgb;
    }

    private static void paintRow(byte[] rgb, int offset, int width, byte[] colours, int firstCell) {
        for (int x = 0; x < width; x++) {
            System.arraycopy(colours, firstCell + x * CELLS / width * CHANNELS, rgb, offset + x * CHANNELS, CHANNELS);
        }
    }

    private static void roughen(byte[] rgb, int first) {
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] ^= GRAIN[(first + i) & (GRAIN_LENGTH - 1)];
        }
    }

    private static byte[] grain() {
        byte[] grain = new byte[GRAIN_LENGTH];
        new SplittableRandom(GRAIN_LENGTH).nextBytes(grain);
        for (int i = 0; i < grain.length; i++) {
            grain[i] &= GRAIN_BITS;
        }
        return grain;
    }

    private static Tensor tensor(List<Long> shape, SplittableRandom random) {
        int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return new Tensor(shape, values);
    }
}
