package io.wuerstchen.fleet.worker.store;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageWriteParam;

/** WebP: lossy, quality 95, in the extended container (RFC 9649), which has places for EXIF and XMP. */
final class WebpFile {
    private static final float QUALITY = 0.95f;
    private static final int HAS_EXIF_AND_XMP = 0x08 | 0x04;
    /** RIFF, its size, WEBP. */
    private static final int FILE_HEADER = 12;

    private static final int CHUNK_HEADER = 8;
    private static final int VP8X = 10;

    private WebpFile() {}

    static byte[] encode(Pixels pixels, GenerationText text) throws IOException {
        byte[] simple = simple(pixels);
        ByteBuffer frame = ByteBuffer.wrap(simple, FILE_HEADER, simple.length - FILE_HEADER);
        byte[] exif = ExifBlock.of(text);
        byte[] xmp = text.xmp().getBytes(StandardCharsets.UTF_8);
        int size = FILE_HEADER + CHUNK_HEADER + VP8X + frame.remaining() + chunk(exif) + chunk(xmp);
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        name(file, "RIFF").putInt(size - CHUNK_HEADER);
        name(file, "WEBP");
        name(file, "VP8X").putInt(VP8X).putInt(HAS_EXIF_AND_XMP);
        putInt24(file, pixels.width() - 1);
        putInt24(file, pixels.height() - 1);
        file.put(frame);
        put(file, "EXIF", exif);
        put(file, "XMP ", xmp);
        return file.array();
    }

    private static byte[] simple(Pixels pixels) throws IOException {
        try (ImageWriting writing = new ImageWriting("image/webp", pixels)) {
            ImageWriteParam parameters = writing.parameters();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionType("Lossy");
            parameters.setCompressionQuality(QUALITY);
            return writing.write(null, parameters);
        } catch (LinkageError e) {
            throw new InvalidJobException("output_format: webp (expected: png or jpeg on this machine; libwebp: "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch") + " is not supported)");
        }
    }

    private static ByteBuffer name(ByteBuffer file, String fourLetters) {
        return file.put(fourLetters.getBytes(StandardCharsets.US_ASCII));
    }

    private static void putInt24(ByteBuffer file, int value) {
        file.putShort((short) value).put((byte) (value >>> 16));
    }

    /** What a chunk takes: its content is filled up to an even length. */
    private static int chunk(byte[] content) {
        return CHUNK_HEADER + content.length + content.length % 2;
    }

    private static void put(ByteBuffer file, String fourLetters, byte[] content) {
        name(file, fourLetters).putInt(content.length).put(content);
        file.position(file.position() + content.length % 2);
    }
}
