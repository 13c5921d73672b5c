package io.wuerstchen.fleet.export.place;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder for drafts alone, kept to one process; the operating system frees it when that process ends, however it ends. What a
 * killed one left is cleared away by the next, and nothing outside of the folder ever is.
 */
final class Drafts {
    private static final String LOCK = ".lock";

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final boolean forOwnerOnly;
    private FileChannel lock;

    private Drafts(Path folder, boolean forOwnerOnly) {
        this.folder = folder;
        this.forOwnerOnly = forOwnerOnly;
    }

    /** For whoever may write to the folder above. */
    static Drafts shared(Path folder) {
        return new Drafts(folder, false);
    }

    /** For this user alone, among folders that others may write to. */
    static Drafts ownerOnly(Path folder) {
        return new Drafts(folder, true);
    }

    /** @param place for the message of {@link PlaceInUseException} */
    void take(String place) throws IOException {
        make();
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

    /**
     * Clears away all drafts, if this process has the folder. The file that is locked stays: another process may have opened it
     * already, and would hold one that is gone while a third makes a new one.
     */
    void close() throws IOException {
        if (lock != null) {
            clear();
            lock.close();
        }
    }

    /** A link, or a folder of somebody else's, is no place for drafts that nobody else is to read or to change. */
    private void make() throws IOException {
        if (!forOwnerOnly) {
            Files.createDirectories(folder);
            return;
        }
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER));
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(folder.toString());
        }
        Files.setPosixFilePermissions(folder, OWNER); // fails where it is another user's
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
