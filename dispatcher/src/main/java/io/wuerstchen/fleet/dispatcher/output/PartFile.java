package io.wuerstchen.fleet.dispatcher.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file of lines that is there whole or not at all. */
public final class PartFile implements Closeable {
    private final Path target;
    private final Path part;
    private final OutputStream out;

    /** Makes {@code target}.part, which is gone when this is closed, and its folder where that is missing. */
    public PartFile(Path target) throws IOException {
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        Files.createDirectories(target.toAbsolutePath().getParent());
        this.out = new BufferedOutputStream(Files.newOutputStream(part));
    }

    public void add(JsonNode line) {
        try {
            out.write(Json.bytes(line));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(named(e));
        }
    }

    /** A full disk names no file. */
    private IOException named(IOException e) {
        return new IOException(target + ": " + e.getMessage(), e);
    }

    /** Puts the file where it belongs, in place of an older one. */
    public void commit() throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            throw named(e);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(part);
    }
}
