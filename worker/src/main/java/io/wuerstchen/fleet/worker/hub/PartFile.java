package io.wuerstchen.fleet.worker.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What there is of a file so far. Its name holds the hash it shall have, so that two contents never meet in it. */
final class PartFile {
    private static final int HASH_DIGITS = 12;

    private final Path target;
    private final Path part;

    PartFile(Path target, String hash) {
        this.target = target;
        part = target.resolveSibling("." + target.getFileName() + "." + hash.substring(0, HASH_DIGITS) + ".part");
    }

    Path path() {
        return part;
    }

    long size() {
        try {
            return Files.exists(part) ? Files.size(part) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it, if it is not there, and deletes those of other contents. */
    void prepare() {
        try {
            Files.createDirectories(target.getParent());
            try (DirectoryStream<Path> others =
                    Files.newDirectoryStream(target.getParent(), "." + target.getFileName() + ".*.part")) {
                for (Path other : others) {
                    if (!other.equals(part)) {
                        Files.delete(other);
                    }
                }
            }
            if (!Files.exists(part)) {
                Files.createFile(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(byte[] bytes, int count) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws away what there is. */
    void restart() {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts it on the disk for good, and in its place. */
    void finish() {
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
