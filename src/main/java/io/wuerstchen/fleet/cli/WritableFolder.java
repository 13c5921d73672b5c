package io.wuerstchen.fleet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses a folder that can't take files before there is any work to lose. */
final class WritableFolder {
    private WritableFolder() {}

    /**
     * Leaves nothing.
     *
     * @param what the folder is, as the user calls it
     * @param how to mend it
     */
    static void require(String what, Path folder, String how) {
        String wrong = wrong(folder);
        if (wrong != null) {
            throw new UserException(what + ": " + wrong + " (expected: a folder that can be written" + how + ")");
        }
    }

    static void require(String what, Path folder) {
        require(what, folder, "");
    }

    /** Refuses a file that can't be written, and whose folder can't be made where it is missing. Leaves nothing. */
    static void requireFile(String what, Path file) {
        if (Files.isDirectory(file)) {
            throw new UserException(what + ": " + file + " is a folder (expected: a file's name)");
        }
        require(what, file.toAbsolutePath().getParent());
    }

    private static String wrong(Path folder) {
        if (folder.toString().isEmpty()) {
            return "''";
        }
        Path there = existing(folder.toAbsolutePath());
        if (!Files.isDirectory(there)) {
            return folder + ": " + there + " is not a folder";
        }
        return takesFiles(there) ? null : folder + ": can't write to " + there;
    }

    /** By trying: no right is missing to write to {@code /proc}, and to a file system without room or for reading only. */
    private static boolean takesFiles(Path folder) {
        try {
            Files.delete(Files.createTempFile(folder, ".fleet", ".tmp"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder itself or the one in which it would be made. */
    private static Path existing(Path folder) {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
