package io.wuerstchen.fleet.worker.wuerstchen;

import java.awt.image.BufferedImage;

/** Pixels, row by row from the top, red, green and blue in a byte each. Whoever holds one may not change its bytes. */
@SuppressWarnings("ArrayRecordComponent")
public record RgbImage(int width, int height, byte[] rgb) {
    private static final int CHANNELS = 3;
    private static final int MOST = 255;

    /** Clamps to 0..1, scales and rounds half to even, as the reference does. */
    static RgbImage of(int width, int height, float[] pixels) {
        byte[] rgb = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgb[i] = (byte) Math.rint(Math.min(Math.max(pixels[i], 0), 1) * MOST);
        }
        return new RgbImage(width, height, rgb);
    }

    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = pixel((y * width + x) * CHANNELS);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    /** Whether every pixel has the same colour, which no prompt asks for. */
    public boolean isFlat() {
        for (int i = CHANNELS; i < rgb.length; i++) {
            if (rgb[i] != rgb[i - CHANNELS]) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is no light in it at all, as where a half-precision number overflowed. */
    boolean isBlack() {
        for (byte value : rgb) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private int pixel(int index) {
        return ((rgb[index] & MOST) << 16) | ((rgb[index + 1] & MOST) << 8) | (rgb[index + 2] & MOST);
    }
}
