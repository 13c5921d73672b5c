package io.wuerstchen.fleet.worker.hub;

import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds a folder for one pull, and remembers across an interruption which commits it was for. Its two files, both hidden, are gone
 * when the pull is done; so are folders that it was the first to make, if nothing has come into them.
 */
final class PullLock implements AutoCloseable {
    private static final String LOCK = ".fleet-pull.lock.part";
    private static final String STATE = ".fleet-pull.part";
    /** Stands in a lock file that its pull has deleted. */
    private static final String GONE = "gone";

    private final Path folder;
    private final List<Path> made;
    private final FileChannel channel;

    /** @param made folders that were made for it, the innermost first */
    private PullLock(Path folder, List<Path> made, FileChannel channel) {
        this.folder = folder;
        this.made = made;
        this.channel = channel;
    }

    /** @throws IllegalArgumentException if another process is at it */
    static PullLock take(Path folder) throws IOException {
        List<Path> made = Stream.iterate(folder.toAbsolutePath(), Objects::nonNull, Path::getParent)
                .takeWhile(missing -> !Files.exists(missing))
                .toList();
        Files.createDirectories(folder);
        Path file = folder.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!locked(channel) || isGone(channel, file)) {
            channel.close();
            throw new IllegalArgumentException(folder + ": another pull is at work (expected: one at a time)");
        }
        return new PullLock(folder, made, channel);
    }

    /** What an interrupted pull was for. */
    Optional<ModelManifest> begun() throws IOException {
        return ModelManifest.readFile(folder.resolve(STATE));
    }

    void begin(ModelManifest manifest) throws IOException {
        manifest.writeFile(folder.resolve(STATE));
    }

    void done() throws IOException {
        Files.deleteIfExists(folder.resolve(STATE));
    }

    @Override
    public void close() throws IOException {
        // Both while it is held: whoever has opened the file already, and locks it next, reads there that it has gone.
        Files.deleteIfExists(folder.resolve(LOCK));
        channel.write(ByteBuffer.wrap(GONE.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.close();
        leaveNothingEmpty();
    }

    /** Folders that were made for what never came. */
    private void leaveNothingEmpty() throws IOException {
        try {
            for (Path empty : made) {
                Files.deleteIfExists(empty);
            }
        } catch (DirectoryNotEmptyException e) {
            // Something has come: it stays, and so do the folders around it.
            return;
        }
    }

    /**
     * Another pull may have ended, and a third begun, between the opening of the file and its lock. Read by the channel that is
     * locked: the system takes the lock from a process that closes any other descriptor of the file.
     */
    private static boolean isGone(FileChannel channel, Path file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(GONE.length());
        channel.read(start, 0);
        return !Files.exists(file) || new String(start.array(), StandardCharsets.US_ASCII).equals(GONE);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
