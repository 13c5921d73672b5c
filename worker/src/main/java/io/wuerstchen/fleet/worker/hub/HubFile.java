package io.wuerstchen.fleet.worker.hub;

import io.wuerstchen.fleet.worker.manifest.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file as the hub lists it.
 *
 * @param path in its repository
 * @param hash as the hub states it: SHA-256 of large files, which git only points to, and git's SHA-1 of the others
 */
record HubFile(String path, long bytes, String hash) {
    private static final int BUFFER = 1 << 20;
    private static final int SHA1_DIGITS = 40;

    HubFile {
        if (!hash.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw HubException.lasting(
                    path + ": the hub states the hash " + hash + " (expected: SHA-256, or git's SHA-1)");
        }
        if (bytes < 0) {
            throw HubException.lasting(path + ": the hub states " + bytes + " bytes (expected: 0 or more)");
        }
    }

    /** How the hash is called. */
    String algorithm() {
        return hash.length() == SHA1_DIGITS ? "git sha1" : "sha256";
    }

    /** The hash that a file here would have to have. */
    String hashOf(Path file) throws IOException {
        MessageDigest digest = hash.length() == SHA1_DIGITS ? gitSha1(Files.size(file)) : ModelFile.newSha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    boolean matches(Path file) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == bytes
                && hashOf(file).equals(hash);
    }

    /** Git hashes a header before the contents. */
    private static MessageDigest gitSha1(long bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + bytes + "\0").getBytes(StandardCharsets.US_ASCII));
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
