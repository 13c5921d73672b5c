package io.wuerstchen.fleet.worker.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Whether files fit, asked before the first of them is written. */
public final class DiskSpace {
    private static final double GIGABYTE = 1e9;
    private static final double MEGABYTE = 1e6;

    private DiskSpace() {}

    /**
     * Refuses a folder whose file system has less room than is needed.
     *
     * @param folder which need not be there yet
     * @throws IllegalArgumentException if it has; the message names both sizes
     */
    public static void require(Path folder, long bytes) throws IOException {
        require(
                folder,
                bytes,
                Files.getFileStore(existing(folder.toAbsolutePath())).getUsableSpace());
    }

    static void require(Path folder, long bytes, long free) {
        if (free < bytes) {
            throw new IllegalArgumentException(
                    folder + ": " + text(free) + " free (expected: " + text(bytes) + " for what is to be written)");
        }
    }

    /** A size for people. */
    public static String text(long bytes) {
        return bytes >= GIGABYTE / 10
                ? String.format(Locale.ROOT, "%.1f GB", bytes / GIGABYTE)
                : String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
    }

    private static Path existing(Path folder) {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
