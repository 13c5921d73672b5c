package io.wuerstchen.fleet.cli;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Pictures of a contact sheet, read one at a time. */
final class Thumbnail {
    private Thumbnail() {}

    /** Width and height from the file's header. */
    static Dimension size(Path file) throws IOException {
        return read(file, reader -> new Dimension(reader.getWidth(0), reader.getHeight(0)));
    }

    static BufferedImage scaled(Path file, Dimension size) throws IOException {
        BufferedImage image = read(file, reader -> reader.read(0));
        return scaled(image, size);
    }

    private static <T> T read(Path file, Reading<T> reading) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                ImageInputStream stream = new MemoryCacheImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new IOException(file + ": not a picture (expected: a PNG, JPEG or WebP file)");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream);
                return reading.of(reader);
            } finally {
                reader.dispose();
            }
        }
    }

    /** By halves first: one bicubic step over many pixels would skip most of them. */
    private static BufferedImage scaled(BufferedImage image, Dimension size) {
        BufferedImage now = image;
        while (now.getWidth() >= 2 * size.width && now.getHeight() >= 2 * size.height) {
            now = drawn(now, now.getWidth() / 2, now.getHeight() / 2, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        }
        return drawn(now, size.width, size.height, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    }

    private static BufferedImage drawn(BufferedImage image, int width, int height, Object interpolation) {
        BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = drawn.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, interpolation);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return drawn;
    }

    private interface Reading<T> {
        T of(ImageReader reader) throws IOException;
    }
}
