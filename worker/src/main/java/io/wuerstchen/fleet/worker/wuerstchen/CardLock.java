package io.wuerstchen.fleet.worker.wuerstchen;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One pipeline a card: two would take each other's memory, and neither would know why it failed. Held by the operating system for
 * as long as the process lives; within one user and one machine (or container).
 */
final class CardLock implements AutoCloseable {
    /** Of this process: a second descriptor of their files is not opened, whose closing would free them. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel file;

    private CardLock(Path path, FileChannel file) {
        this.path = path;
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
        Path path = folder.resolve("cuda-" + name(card, visible) + ".lock").toAbsolutePath();
        String own = String.valueOf(ProcessHandle.current().pid());
        if (!HELD.add(path)) {
            throw inUse(card, own);
        }
        FileChannel file = null;
        try {
            Files.createDirectories(folder);
            file = FileChannel.open(path, CREATE, READ, WRITE);
            if (file.tryLock() == null) {
                throw inUse(card, Files.readString(path).strip());
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap(own.getBytes(StandardCharsets.US_ASCII)));
            return new CardLock(path, file);
        } catch (IOException | RuntimeException e) {
            closeQuietly(file);
            HELD.remove(path);
            throw e instanceof IOException io
                    ? new UncheckedIOException("device: cuda:" + card + ": " + path + " can't be locked", io)
                    : (RuntimeException) e;
        }
    }

    @Override
    public void close() throws IOException {
        if (file.isOpen()) {
            file.close(); // The file stays: whoever waits for its deletion would race.
            HELD.remove(path);
        }
    }

    private static IllegalArgumentException inUse(int card, String holder) {
        return new IllegalArgumentException("device: cuda:" + card + " is in use by process " + holder
                + " (expected: a card for each; cuda:N names another)");
    }

    /** The card's number on the machine, or its name. */
    private static String name(int card, String visible) {
        if (visible == null || visible.isBlank()) {
            return String.valueOf(card);
        }
        String[] cards = visible.split(",");
        return card < cards.length ? cards[card].strip().replaceAll("[^A-Za-z0-9-]", "_") : String.valueOf(card);
    }

    private static void closeQuietly(FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // What it was opened for has failed already, and is told.
            return;
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
