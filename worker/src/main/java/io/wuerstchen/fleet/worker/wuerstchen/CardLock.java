package io.wuerstchen.fleet.worker.wuerstchen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One pipeline a card: two would take each other's memory, and neither would know why it failed. Held by the operating system for
 * as long as the process lives; within one user and one machine (or container).
 */
final class CardLock implements AutoCloseable {
    private final FileChannel file;

    private CardLock(FileChannel file) {
        this.file = file;
    }

    /** @param card its index, as libtorch counts */
    static CardLock take(int card) {
        return take(folder(), card, System.getenv("CUDA_VISIBLE_DEVICES"));
    }

    /**
     * @param visible which cards the process sees and in which order, by numbers or names; {@code null} for all
     * @throws IllegalArgumentException if another pipeline has it
     */
    static CardLock take(Path folder, int card, String visible) {
        Path path = folder.resolve("cuda-" + name(card, visible) + ".lock");
        try {
            Files.createDirectories(folder);
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(file)) {
                String holder = Files.readString(path).strip();
                file.close();
                throw new IllegalArgumentException("device: cuda:" + card + " is in use by process " + holder
                        + " (expected: a card for each; cuda:N names another)");
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap(
                    String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new CardLock(file);
        } catch (IOException e) {
            throw new UncheckedIOException("device: cuda:" + card + ": " + path + " can't be locked", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close(); // The file stays: whoever waits for its deletion would race.
    }

    /** The card's number on the machine, or its name. */
    private static String name(int card, String visible) {
        if (visible == null || visible.isBlank()) {
            return String.valueOf(card);
        }
        String[] cards = visible.split(",");
        return card < cards.length ? cards[card].strip().replaceAll("[^A-Za-z0-9-]", "_") : String.valueOf(card);
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // By this process.
        }
    }

    private static Path folder() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path parent = runtime == null || !Files.isDirectory(Path.of(runtime))
                ? Path.of(System.getProperty("java.io.tmpdir"))
                : Path.of(runtime);
        return parent.resolve("wuerstchen-fleet-" + System.getProperty("user.name"));
    }
}
