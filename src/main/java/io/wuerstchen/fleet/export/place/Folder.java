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

/** A folder of this machine; drafts lie in a hidden one within it. */
public final class Folder implements Place {
    private final Path root;
    private final Drafts drafts;

    public Folder(Path root) {
        this.root = root;
        this.drafts = Drafts.shared(root.resolve(".drafts"));
    }

    @Override
    public void reach() {}

    @Override
    public void takeForWriting() throws IOException {
        drafts.take(root.toString());
    }

    @Override
    public Path draft(String name) throws IOException {
        return drafts.of(name);
    }

    @Override
    public void publish(String name) throws IOException {
        Path draft = drafts.of(name);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
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
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(root.resolve(name));
    }

    @Override
    public void close() throws IOException {
        drafts.close();
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
