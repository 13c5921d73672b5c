package io.wuerstchen.fleet.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a directory to one process; the operating system frees it when that process ends, however it ends. */
public final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** As {@link #take(Path, String)}, by a file of the lock's own. */
    static DirectoryLock take(Path directory) {
        return take(directory, ".lock");
    }

    /**
     * Makes the directory where it is missing.
     *
     * @param name of the file in it that is locked; what it holds is replaced by this process's id
     * @throws LocalServersException naming the process that has the directory, or why it cannot be written
     */
    public static DirectoryLock take(Path directory, String name) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                channel.close();
                throw new LocalServersException(directory + ": in use by process "
                        + Files.readString(file).strip() + " (expected: a directory of its own for each fleet)");
            }
            writeOwner(channel);
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new LocalServersException(directory + ": cannot be used: " + e + " (expected: writable)", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LocalServersException("directory lock cannot be let go: " + e.getMessage(), e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it
        }
    }

    private static void writeOwner(FileChannel channel) throws IOException {
        String owner = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
    }
}
