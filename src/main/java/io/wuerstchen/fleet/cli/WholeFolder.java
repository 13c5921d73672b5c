package io.wuerstchen.fleet.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new folder that is there whole or not at all. */
final class WholeFolder {
    private final Path target;

    /** @param option that names it, for messages */
    WholeFolder(String option, Path folder) {
        WritableFolder.require(option, folder);
        target = folder.toAbsolutePath().normalize();
        if (Files.exists(target) && !isEmpty()) {
            throw new UserException(option + ": " + folder + " is not empty (expected: a new folder)");
        }
    }

    /** Fills a folder beside it, which takes its place when that has gone well, and else is deleted. */
    void fill(Filling filling) throws IOException {
        Files.createDirectories(target.getParent());
        Path part = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + ".part-");
        try {
            Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(target.getParent()));
            filling.fill(part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(part);
        }
    }

    /** Writes files. */
    interface Filling {
        void fill(Path folder) throws IOException;
    }

    private boolean isEmpty() {
        try (Stream<Path> files = Files.list(target)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
