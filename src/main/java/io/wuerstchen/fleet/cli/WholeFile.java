package io.wuerstchen.fleet.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;

/** Files that are there whole or not at all. */
final class WholeFile {
    private static final SecureRandom RANDOM = new SecureRandom();

    private WholeFile() {}

    /** Readable by whom the user's umask lets. */
    static void write(Path file, byte[] bytes) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        String name = "." + target.getFileName() + "." + Long.toHexString(RANDOM.nextLong()) + ".part";
        replace(target, Files.createFile(target.resolveSibling(name)), bytes);
    }

    /** Readable by its owner alone, from its first byte. */
    static void writeSecret(Path file, byte[] bytes) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        replace(target, Files.createTempFile(target.getParent(), "." + target.getFileName(), ".part"), bytes);
    }

    private static void replace(Path target, Path part, byte[] bytes) throws IOException {
        try {
            Files.write(part, bytes);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(target + ": " + e.getMessage(), e); // a full disk names no file
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
