package io.wuerstchen.fleet.worker.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The two tags of an EXIF block that a picture's texts stand in, read by hand. */
record ExifTags(String userComment, String imageDescription) {
    static ExifTags read(byte[] tiff) {
        ByteBuffer buffer = ByteBuffer.wrap(tiff); // "MM": big-endian
        if (buffer.getShort() != 0x4D4D || buffer.getShort() != 42) {
            throw new AssertionError("no big-endian TIFF header");
        }
        int first = buffer.getInt();
        byte[] description = value(buffer, first, 0x010E);
        int exif = buffer.getInt(entry(buffer, first, 0x8769) + 8);
        return new ExifTags(comment(value(buffer, exif, 0x9286)), latin(description, 0, description.length - 1));
    }

    private static int entry(ByteBuffer buffer, int directory, int tag) {
        int count = buffer.getShort(directory);
        for (int i = 0; i < count; i++) {
            int at = directory + 2 + 12 * i;
            if ((buffer.getShort(at) & 0xFFFF) == tag) {
                return at;
            }
        }
        throw new AssertionError("no tag " + Integer.toHexString(tag));
    }

    private static byte[] value(ByteBuffer buffer, int directory, int tag) {
        int entry = entry(buffer, directory, tag);
        int at = buffer.getInt(entry + 8);
        byte[] value = new byte[buffer.getInt(entry + 4)];
        buffer.get(at, value);
        return value;
    }

    private static String comment(byte[] value) {
        return switch (latin(value, 0, 8)) {
            case "ASCII\0\0\0" -> latin(value, 8, value.length);
            case "UNICODE\0" -> new String(value, 8, value.length - 8, StandardCharsets.UTF_16BE);
            default -> throw new AssertionError("unknown character code");
        };
    }

    private static String latin(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
