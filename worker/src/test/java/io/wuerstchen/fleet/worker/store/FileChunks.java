package io.wuerstchen.fleet.worker.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The parts of a PNG, JPEG or WebP file, read by hand from the formats' specifications. */
@SuppressWarnings("ArrayRecordComponent")
record FileChunks(List<Chunk> chunks) {
    record Chunk(String name, byte[] data) {}

    static FileChunks ofPng(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).position(8);
        List<Chunk> chunks = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int length = buffer.getInt();
            chunks.add(new Chunk(text(take(buffer, 4)), take(buffer, length)));
            buffer.getInt(); // CRC
        }
        return new FileChunks(chunks);
    }

    /** Markers before the first scan, by their hexadecimal codes. */
    static FileChunks ofJpeg(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).position(2);
        List<Chunk> chunks = new ArrayList<>();
        int marker = buffer.getShort() & 0xFFFF;
        while (marker != 0xFFDA) {
            int length = buffer.getShort() & 0xFFFF;
            chunks.add(new Chunk(Integer.toHexString(marker), take(buffer, length - 2)));
            marker = buffer.getShort() & 0xFFFF;
        }
        return new FileChunks(chunks);
    }

    static FileChunks ofWebp(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(12);
        List<Chunk> chunks = new ArrayList<>();
        while (buffer.hasRemaining()) {
            String name = text(take(buffer, 4));
            int length = buffer.getInt();
            chunks.add(new Chunk(name, take(buffer, length)));
            take(buffer, length % 2);
        }
        return new FileChunks(chunks);
    }

    List<String> names() {
        return chunks.stream().map(Chunk::name).toList();
    }

    /** Of the first one. */
    byte[] data(String name) {
        return all(name).get(0);
    }

    List<byte[]> all(String name) {
        return chunks.stream()
                .filter(chunk -> chunk.name().equals(name))
                .map(Chunk::data)
                .toList();
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
