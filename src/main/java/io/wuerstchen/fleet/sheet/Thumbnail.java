package io.wuerstchen.fleet.sheet;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** A picture that is shown small. */
public interface Thumbnail {
    /** Width and height of the picture itself. */
    Dimension size() throws IOException;

    BufferedImage scaled(Dimension box) throws IOException;

    /** Of a file, which is read each time. */
    static Thumbnail of(Path file) {
        return new OfFile(file);
    }

    /** Of a picture in memory, of which no more is kept than a sheet shows. */
    static Thumbnail of(BufferedImage image) {
        Dimension size = new Dimension(image.getWidth(), image.getHeight());
        return new Kept(size, scaled(image, SheetSection.boxSize(size)));
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

    /** @param file in any format that ImageIO reads */
    record OfFile(Path file) implements Thumbnail {
        @Override
        public Dimension size() throws IOException {
            return PictureReading.size(file);
        }

        @Override
        public BufferedImage scaled(Dimension box) throws IOException {
            return Thumbnail.scaled(PictureReading.of(file), box);
        }
    }

    /** @param shown at the size that a sheet asks for */
    record Kept(Dimension size, BufferedImage shown) implements Thumbnail {
        @Override
        public BufferedImage scaled(Dimension box) {
            return shown;
        }
    }
}
