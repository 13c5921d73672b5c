package io.wuerstchen.fleet.worker.device;

import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.NoiseDrawn;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.RgbImage;
import io.wuerstchen.fleet.worker.wuerstchen.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/** A grid of coloured cells, and tensors of a few values: all that prompt and seed decide, and little to encode. */
final class SimulatedPicture {
    private static final int CELLS = 8;
    private static final int CHANNELS = 3;
    private static final List<Long> EMBEDDINGS = List.of(1L, 16L, 2L, 2L);
    private static final List<Long> LATENTS = List.of(1L, 4L, 4L, 4L);

    private SimulatedPicture() {}

    static Picture of(int width, int height, Drawing drawing) {
        SplittableRandom random = new SplittableRandom(31L * drawing.prompt().hashCode() + drawing.seed());
        byte[] colours = new byte[CELLS * CELLS * CHANNELS];
        random.nextBytes(colours);
        RgbImage image = new RgbImage(width, height, pixels(width, height, colours));
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

    private static Tensor tensor(List<Long> shape, SplittableRandom random) {
        int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return new Tensor(shape, values);
    }
}
