package io.wuerstchen.fleet.worker.store;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** One picture through one of ImageIO's writers, in memory from end to end. */
final class ImageWriting implements AutoCloseable {
    private final ImageWriter writer;
    private final BufferedImage image;

    ImageWriting(String mediaType, Pixels pixels) {
        writer = ImageIO.getImageWritersByMIMEType(mediaType).next();
        image = image(pixels);
    }

    ImageWriteParam parameters() {
        return writer.getDefaultWriteParam();
    }

    IIOMetadata metadata(ImageWriteParam parameters) {
        return writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), parameters);
    }

    /** {@code metadata} may be null: the writer's own. */
    byte[] write(IIOMetadata metadata, ImageWriteParam parameters) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Not ImageIO's default stream, which goes by way of a file.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, metadata), parameters);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        writer.dispose();
    }

    /** A view of the pixels, not a copy. */
    private static BufferedImage image(Pixels pixels) {
        int stride = pixels.width() * Pixels.CHANNELS;
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(pixels.rgb(), pixels.rgb().length),
                pixels.width(),
                pixels.height(),
                stride,
                Pixels.CHANNELS,
                new int[] {0, 1, 2},
                null);
        ColorSpace space = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        var model = new ComponentColorModel(space, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        return new BufferedImage(model, raster, false, null);
    }
}
