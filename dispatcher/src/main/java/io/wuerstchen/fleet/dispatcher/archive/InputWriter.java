package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.ledger.RowBits;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Puts an input into the store chunk by chunk, one of them in memory. One thread only. */
public final class InputWriter {
    static final int CHUNK_ROWS = 10_000;
    /** A chunk of very long rows ends early. */
    static final int CHUNK_BYTES = 16 * 1024 * 1024;

    private final BatchObjects objects;
    private final boolean keeps;
    private final MessageDigest digest = Digests.newSha256();
    private final List<InputIndex.Chunk> chunks = new ArrayList<>();
    private LinesWriter chunk = new LinesWriter();
    private long rows;
    private final RowBits rejected = new RowBits();

    /** @param keeps whether chunks are stored; else they are only measured, to be compared with an input that stands there */
    public InputWriter(BatchObjects objects, boolean keeps) {
        this.objects = objects;
        this.keeps = keeps;
    }

    public void add(Row row) {
        byte[] line = Json.bytes(RowJson.write(row));
        digest.update(line);
        digest.update((byte) '\n');
        chunk.add(line);
        rows++;
        if (row instanceof RejectedRow) {
            rejected.add(row.place().row());
        }
        if (chunk.lines() == CHUNK_ROWS || chunk.bytes() >= CHUNK_BYTES) {
            endChunk();
        }
    }

    /** Ends the input. Nothing of it counts before {@link #claim}. */
    public InputIndex finish(String file) {
        if (chunk.lines() > 0) {
            endChunk();
        }
        return new InputIndex(file, rows, rejected, HexFormat.of().formatHex(digest.digest()), chunks);
    }

    /** Makes {@code index} the batch's input; the one that stands there if another dispatcher was first. */
    public InputIndex claim(InputIndex index) {
        return objects.putIndex(Json.bytes(index.write()))
                ? index
                : InputIndex.find(objects).orElseThrow();
    }

    private void endChunk() {
        LinesWriter.Packed packed = chunk.pack();
        if (keeps) {
            // One that stands there is equal, as its name says; it is left from an upload that was broken off.
            objects.putChunk(chunks.size(), packed.sha256(), packed.zstd());
        }
        chunks.add(new InputIndex.Chunk(rows - chunk.lines(), chunk.lines(), packed.sha256()));
        chunk = new LinesWriter();
    }
}
