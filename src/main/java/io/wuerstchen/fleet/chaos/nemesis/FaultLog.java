package io.wuerstchen.fleet.chaos.nemesis;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was done, a line of JSON each, as it is done. Safe for all threads. */
public final class FaultLog implements AutoCloseable {
    private final BufferedWriter lines;
    private final List<FiredFault> fired = new ArrayList<>();

    private FaultLog(BufferedWriter lines) {
        this.lines = lines;
    }

    public static FaultLog create(Path file) throws IOException {
        return new FaultLog(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }

    public synchronized List<FiredFault> fired() {
        return List.copyOf(fired);
    }

    synchronized void add(FiredFault fault) {
        fired.add(fault);
        try {
            lines.write(fault.write().toString());
            lines.newLine();
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }
}
