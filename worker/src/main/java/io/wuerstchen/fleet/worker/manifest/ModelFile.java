package io.wuerstchen.fleet.worker.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a model's folder.
 *
 * @param path from the folder, with slashes
 * @param sha256 in hexadecimal
 */
public record ModelFile(String path, long bytes, String sha256) {
    public ModelFile {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    path + ": sha256: " + sha256 + " (expected: 64 digits from 0 to 9 and a to f)");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException(path + ": bytes: " + bytes + " (expected: 0 or more)");
        }
        if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
            throw new IllegalArgumentException("path: " + path + " (expected: a file within the folder)");
        }
    }

    /** A file of these bytes. */
    public static ModelFile of(String path, byte[] bytes) {
        return new ModelFile(
                path, bytes.length, HexFormat.of().formatHex(newSha256().digest(bytes)));
    }

    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
