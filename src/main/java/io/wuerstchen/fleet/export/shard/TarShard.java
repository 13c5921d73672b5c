package io.wuerstchen.fleet.export.shard;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A tar (POSIX ustar) whose bytes depend on its members alone: no times, no owners. One thread only. */
final class TarShard implements Closeable {
    private static final int RECORD = 10_240;
    private static final int BUFFER = 1 << 20;
    private static final int MODE = 0644;

    private final Path file;
    private final TarArchiveOutputStream out;

    TarShard(Path file) throws IOException {
        this.file = file;
        out = new TarArchiveOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file), BUFFER), RECORD, "UTF-8");
    }

    void add(String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setMode(MODE);
        try {
            out.putArchiveEntry(entry);
            out.write(bytes);
            out.closeArchiveEntry();
        } catch (IOException e) {
            throw named(e);
        }
    }

    /** Ends the file. */
    @Override
    public void close() throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            throw named(e);
        }
    }

    /** A full disk names no file. */
    private IOException named(IOException e) {
        return new IOException(file + ": " + e.getMessage(), e);
    }
}
