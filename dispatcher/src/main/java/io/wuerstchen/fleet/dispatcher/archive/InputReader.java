package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.util.Optional;

/** Reads a batch's input from the store, one chunk in memory. One thread only. */
public final class InputReader implements AutoCloseable {
    private final BatchObjects objects;
    private final InputIndex index;
    private LinesReader chunk;
    private int next;

    public InputReader(BatchObjects objects, InputIndex index) {
        this.objects = objects;
        this.index = index;
    }

    /** The next row; empty at the end. Throws {@link io.wuerstchen.fleet.common.storage.StoreException}. */
    public Optional<Row> next() {
        String line = chunk == null ? null : chunk.next();
        while (line == null && next < index.chunks().size()) {
            open();
            line = chunk.next();
        }
        return Optional.ofNullable(line).map(text -> RowJson.read(index.file(), Json.parseObject(text)));
    }

    @Override
    public void close() {
        if (chunk != null) {
            chunk.close();
        }
    }

    private void open() {
        close();
        String sha256 = index.chunks().get(next).sha256();
        chunk = LinesReader.verified(objects.chunk(next, sha256), sha256);
        next++;
    }
}
