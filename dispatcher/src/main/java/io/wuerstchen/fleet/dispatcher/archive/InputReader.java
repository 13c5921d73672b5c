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
    /** Of the line that {@link #chunk} gives next. */
    private long row;

    public InputReader(BatchObjects objects, InputIndex index) {
        this.objects = objects;
        this.index = index;
    }

    /** A reader that begins at {@code row}, at no cost for the chunks before it. */
    public static InputReader from(BatchObjects objects, InputIndex index, long row) {
        InputReader reader = new InputReader(objects, index);
        while (reader.next < index.chunks().size() && reader.endOf(reader.next) <= row) {
            reader.next++;
        }
        if (reader.next < index.chunks().size()) {
            reader.skip(row - index.chunks().get(reader.next).from());
        }
        return reader;
    }

    /** The next row; empty at the end. Throws {@link io.wuerstchen.fleet.common.storage.StoreException}. */
    public Optional<Row> next() {
        String line = chunk == null ? null : chunk.next();
        while (line == null && next < index.chunks().size()) {
            open();
            line = chunk.next();
        }
        row++;
        return Optional.ofNullable(line).map(text -> RowJson.read(index.file(), Json.parseObject(text)));
    }

    /** The row of that number, which the input must have; quick where it comes soon after the last one that was read. */
    public Row read(long number) {
        if (chunk == null || number < row || number >= index.endOf(next - 1)) {
            next = index.chunkOf(number);
            open();
        }
        for (; row < number; row++) {
            chunk.next();
        }
        return next().orElseThrow();
    }

    @Override
    public void close() {
        if (chunk != null) {
            chunk.close();
        }
    }

    private long endOf(int chunk) {
        InputIndex.Chunk rows = index.chunks().get(chunk);
        return rows.from() + rows.rows();
    }

    private void skip(long rows) {
        if (rows > 0) {
            open();
        }
        for (long i = 0; i < rows; i++) {
            chunk.next();
        }
    }

    private void open() {
        close();
        String sha256 = index.chunks().get(next).sha256();
        chunk = LinesReader.verified(objects.chunk(next, sha256), sha256);
        row = index.chunks().get(next).from();
        next++;
    }
}
