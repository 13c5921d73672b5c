package io.wuerstchen.fleet.dispatcher.archive;

import com.github.luben.zstd.ZstdInputStream;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.storage.StoreException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The lines of one object, one at a time. */
final class LinesReader implements Closeable {
    private final BufferedReader lines;

    LinesReader(byte[] zstd) {
        try {
            lines = new BufferedReader(new InputStreamReader(open(zstd), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads an object whose lines must have this hash, or throws {@link StoreException}. */
    static LinesReader verified(byte[] zstd, String sha256) {
        MessageDigest digest = Digests.newSha256();
        try (InputStream in = new DigestInputStream(open(zstd), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new StoreException("input chunk: " + e.getMessage() + " (expected: zstd)", e);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(sha256)) {
            throw new StoreException("input chunk: sha256 " + found + " (expected: " + sha256 + ")", null);
        }
        return new LinesReader(zstd);
    }

    /** {@code null} at the end. */
    String next() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new StoreException("stored lines: " + e.getMessage() + " (expected: zstd)", e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(byte[] zstd) throws IOException {
        return new ZstdInputStream(new ByteArrayInputStream(zstd));
    }
}
