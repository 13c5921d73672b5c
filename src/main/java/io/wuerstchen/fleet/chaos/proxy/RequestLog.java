package io.wuerstchen.fleet.chaos.proxy;

import io.wuerstchen.fleet.common.wire.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Every request that was to change the store, a line of JSON each. Safe for all threads. */
public final class RequestLog implements AutoCloseable {
    private final BufferedWriter lines;

    private RequestLog(BufferedWriter lines) {
        this.lines = lines;
    }

    public static RequestLog create(Path file) throws IOException {
        return new RequestLog(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }

    public static List<LoggedRequest> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.map(line -> LoggedRequest.read(Json.parseObject(line))).toList();
        }
    }

    synchronized void add(LoggedRequest request) {
        try {
            lines.write(request.write().toString());
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
