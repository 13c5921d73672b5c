package io.wuerstchen.fleet.worker.store;

/**
 * A picture in memory.
 *
 * @param rgb {@code [height, width, 3]}, one unsigned byte a channel, sRGB
 */
@SuppressWarnings("ArrayRecordComponent") // Pixels on their way through, never compared.
public record Pixels(int width, int height, byte[] rgb) {
    public static final int CHANNELS = 3;

    public Pixels {
        if (width < 1 || height < 1 || rgb.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException(
                    "rgb: " + rgb.length + " bytes (expected: " + width + " x " + height + " x " + CHANNELS + ")");
        }
    }
}
