package io.wuerstchen.fleet.export.place;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Files under names with {@code /} between, each there whole or not at all: it is written as a draft first, and then published.
 * One process at a time writes. Safe for all threads, one for each name.
 */
public interface Place extends AutoCloseable {
    /** Makes sure that it can be reached; makes the bucket of a prefix where there is none. */
    void reach();

    /** Keeps other exports out and clears away what a killed one left; throws {@link PlaceInUseException}. */
    void takeForWriting() throws IOException;

    /** A file on this machine to be written, of that name once it is published. */
    Path draft(String name) throws IOException;

    /** Writes a draft of so much that it fits into memory. */
    default void draft(String name, String text) throws IOException {
        Path draft = draft(name);
        try {
            Files.writeString(draft, text);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(draft + ": " + e.getMessage(), e); // a full disk names no file
        }
    }

    /** Makes a draft visible in place of an older file; the draft is gone then. */
    void publish(String name) throws IOException;

    /** Size in bytes; empty where there is no such file. */
    OptionalLong size(String name) throws IOException;

    InputStream open(String name) throws IOException;

    /** Hands {@code reading} the file as one on this machine, to be read from any place in it. */
    <T> T read(String name, Reading<T> reading) throws IOException;

    /** Every published file, in order. */
    List<String> names() throws IOException;

    /** The file need not be there. */
    void delete(String name) throws IOException;

    @Override
    void close() throws IOException;

    /** Makes something of a file. */
    interface Reading<T> {
        T of(Path file) throws IOException;
    }
}
