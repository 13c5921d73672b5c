package io.wuerstchen.fleet.export.place;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for drafts alone, kept to one process; the operating system frees it when that process ends, however it ends. What a
 * killed one left is cleared away by the next, and nothing outside of the folder ever is.
 */
final class Drafts {
    private static final String LOCK = ".lock";

    private final Path folder;
    private FileChannel lock;

    Drafts(Path folder) {
        this.folder = folder;
    }

    /** @param place for the message of {@link PlaceInUseException} */
    void take(String place) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new PlaceInUseException(place);
        }
        lock = channel;
        clear();
    }

    Path of(String name) throws IOException {
        Path draft = folder.resolve(name);
        Files.createDirectories(draft.getParent());
        return draft;
    }

    /** Clears away all of it, if this process has it. */
    void close() throws IOException {
        if (lock != null) {
            clear();
            // Before it is let go, so that nobody finds it free and then gone.
            Files.deleteIfExists(folder.resolve(LOCK));
            Files.deleteIfExists(folder);
            lock.close();
        }
    }

    private void clear() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.filter(path -> !path.equals(folder) && !path.endsWith(LOCK))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it
        }
    }
}
