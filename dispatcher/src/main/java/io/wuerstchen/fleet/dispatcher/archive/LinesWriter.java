package io.wuerstchen.fleet.dispatcher.archive;

import com.github.luben.zstd.ZstdOutputStream;
import io.wuerstchen.fleet.common.artifact.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Lines on their way into one object: only what zstd makes of them is kept. */
final class LinesWriter {
    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private final ZstdOutputStream zstd;
    private final MessageDigest digest = Digests.newSha256();
    private int lines;
    private long bytes;

    LinesWriter() {
        try {
            zstd = new ZstdOutputStream(compressed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a line, which has no newline in it. */
    void add(byte[] line) {
        try {
            zstd.write(line);
            zstd.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digest.update(line);
        digest.update((byte) '\n');
        lines++;
        bytes += line.length + 1;
    }

    /** Adds whole lines, each with its newline. */
    void addAll(byte[] whole) {
        try {
            zstd.write(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digest.update(whole);
        bytes += whole.length;
        for (byte each : whole) {
            lines += each == '\n' ? 1 : 0;
        }
    }

    int lines() {
        return lines;
    }

    /** Before compression. */
    long bytes() {
        return bytes;
    }

    /** Ends the object. */
    Packed pack() {
        try {
            zstd.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Packed(compressed.toByteArray(), HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * A whole object.
     *
     * @param sha256 of the lines, not of what zstd made of them: its versions differ
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through, never compared.
    record Packed(byte[] zstd, String sha256) {}
}
