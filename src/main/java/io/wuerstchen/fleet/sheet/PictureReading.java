package io.wuerstchen.fleet.sheet;

import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Pictures from files of any format that ImageIO reads, without its detour by way of another file. */
public final class PictureReading {
    private PictureReading() {}

    /** Throws {@link IOException} where it is no picture. */
    public static BufferedImage of(byte[] file) throws IOException {
        return read("a picture in memory", new ByteArrayInputStream(file), reader -> reader.read(0));
    }

    static BufferedImage of(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return read(file.toString(), bytes, reader -> reader.read(0));
        }
    }

    /** Width and height from the file's header. */
    static Dimension size(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return read(file.toString(), bytes, reader -> new Dimension(reader.getWidth(0), reader.getHeight(0)));
        }
    }

    private static <T> T read(String name, InputStream bytes, Reading<T> reading) throws IOException {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new IOException(name + ": not a picture (expected: a PNG, JPEG or WebP file)");
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

    private interface Reading<T> {
        T of(ImageReader reader) throws IOException;
    }
}
