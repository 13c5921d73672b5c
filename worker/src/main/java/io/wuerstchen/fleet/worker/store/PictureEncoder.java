package io.wuerstchen.fleet.worker.store;

import io.wuerstchen.fleet.common.job.OutputFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes the bytes of a picture's file. The same pixels and text give the same bytes. Safe for all threads. */
public final class PictureEncoder {
    /**
     * The file that holds {@code pixels} and {@code text}: PNG to the last bit, JPEG and WebP in high quality.
     *
     * @throws io.wuerstchen.fleet.common.job.InvalidJobException where this machine has no library for the format
     */
    public byte[] encode(Pixels pixels, OutputFormat format, GenerationText text) {
        try {
            return switch (format) {
                case PNG -> PngFile.encode(pixels, text);
                case JPEG -> JpegFile.encode(pixels, text);
                case WEBP -> WebpFile.encode(pixels, text);
            };
        } catch (IOException e) {
            throw new UncheckedIOException("can't encode a picture as " + format.wireName(), e);
        }
    }
}
