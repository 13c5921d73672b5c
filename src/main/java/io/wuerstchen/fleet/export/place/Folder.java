package io.wuerstchen.fleet.export.place;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A folder of this machine. A draft lies beside its file, as {@code NAME.part}. */
public final class Folder implements Place {
    private static final String PART = ".part";

    private final Path root;
    private FolderLock lock;

    public Folder(Path root) {
        this.root = root;
    }

    @Override
    public void takeForWriting() throws IOException {
        Files.createDirectories(root);
        lock = FolderLock.take(root.resolve(".export.lock"), root.toString());
        clear();
    }

    @Override
    public Path draft(String name) throws IOException {
        Path draft = root.resolve(name + PART);
        Files.createDirectories(draft.getParent());
        return draft;
    }

    @Override
    public void publish(String name) throws IOException {
        Path draft = root.resolve(name + PART);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(draft, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public OptionalLong size(String name) throws IOException {
        Path file = root.resolve(name);
        return Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    }

    @Override
    public InputStream open(String name) throws IOException {
        return new BufferedInputStream(Files.newInputStream(root.resolve(name)), 1 << 16);
    }

    @Override
    public <T> T read(String name, Reading<T> reading) throws IOException {
        return reading.of(root.resolve(name));
    }

    @Override
    public List<String> names() throws IOException {
        return files().stream()
                .filter(name -> !name.endsWith(PART) && !name.startsWith("."))
                .toList();
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(root.resolve(name));
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            clear();
            lock.close();
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private void clear() throws IOException {
        for (String name : files()) {
            if (name.endsWith(PART)) {
                Files.delete(root.resolve(name));
            }
        }
    }

    private List<String> files() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
