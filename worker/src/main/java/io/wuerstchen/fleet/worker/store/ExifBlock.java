package io.wuerstchen.fleet.worker.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * EXIF (JEITA CP-3451) of two tags: {@code UserComment} holds the words, as AUTOMATIC1111's web UI reads them, and
 * {@code ImageDescription} the JSON. Big-endian, which is what readers expect of a Unicode comment.
 */
final class ExifBlock {
    /** A JPEG segment holds 64 KiB, so words are cut here and a longer JSON is left out. */
    private static final int MAX_WORDS = 15_000;

    private static final int MAX_JSON = 30_000;

    private static final short ASCII = 2;
    private static final short LONG = 4;
    private static final short UNDEFINED = 7;
    private static final short IMAGE_DESCRIPTION = 0x010E;
    private static final short EXIF_DIRECTORY = (short) 0x8769;
    private static final short USER_COMMENT = (short) 0x9286;

    private static final int HEADER = 8;
    private static final int ENTRY = 12;
    /** A count before the entries, the next directory's place after them. */
    private static final int DIRECTORY = 2 + 4;

    private ExifBlock() {}

    static byte[] of(GenerationText text) {
        byte[] json = text.json().length() > MAX_JSON ? new byte[1] : ascii(text.json() + "\0");
        byte[] comment = comment(shortened(text.parameters()));
        int exif = HEADER + DIRECTORY + 2 * ENTRY;
        int jsonAt = exif + DIRECTORY + ENTRY;
        int commentAt = jsonAt + json.length + json.length % 2;
        ByteBuffer block = ByteBuffer.allocate(commentAt + comment.length);
        block.put(ascii("MM")).putShort((short) 42).putInt(HEADER);
        block.putShort((short) 2);
        entry(block, IMAGE_DESCRIPTION, ASCII, json.length, jsonAt);
        entry(block, EXIF_DIRECTORY, LONG, 1, exif);
        block.putInt(0);
        block.putShort((short) 1);
        entry(block, USER_COMMENT, UNDEFINED, comment.length, commentAt);
        block.putInt(0);
        return block.put(json).position(commentAt).put(comment).array();
    }

    private static void entry(ByteBuffer block, short tag, short type, int count, int valueOrPlace) {
        block.putShort(tag).putShort(type).putInt(count).putInt(valueOrPlace);
    }

    private static byte[] comment(String text) {
        boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(text);
        byte[] code = ascii(ascii ? "ASCII\0\0\0" : "UNICODE\0");
        byte[] value = text.getBytes(ascii ? StandardCharsets.US_ASCII : StandardCharsets.UTF_16BE);
        return ByteBuffer.allocate(code.length + value.length)
                .put(code)
                .put(value)
                .array();
    }

    private static String shortened(String text) {
        return text.length() <= MAX_WORDS ? text : text.substring(0, MAX_WORDS - 1) + "…";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
