package io.wuerstchen.fleet.dispatcher.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.ledger.RowBits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which input a batch has. It is written last, so that there is none but of a whole input.
 *
 * @param file what the rows came from, for messages; of two equal inputs, the first one's
 * @param rows records, well-formed or not
 * @param rejectedRows those of them that never become a job
 * @param sha256 of all rows in canonical form, in hexadecimal
 */
public record InputIndex(String file, long rows, RowBits rejectedRows, String sha256, List<Chunk> chunks) {
    private static final int VERSION = 1;

    public InputIndex {
        chunks = List.copyOf(chunks);
    }

    /** The index that stands there, if one does. */
    public static Optional<InputIndex> find(BatchObjects objects) {
        return objects.index().map(Json::parseObject).map(InputIndex::read);
    }

    /** How many rows never become a job. */
    public long rejected() {
        return rejectedRows.count();
    }

    /** The number of the chunk that has {@code row}. */
    int chunkOf(long row) {
        int low = 0;
        for (int high = chunks.size() - 1; low < high; ) {
            int middle = (low + high + 1) >>> 1;
            if (chunks.get(middle).from() <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The first row after those of {@code chunk}. */
    long endOf(int chunk) {
        return chunks.get(chunk).from() + chunks.get(chunk).rows();
    }

    ObjectNode write() {
        ObjectNode node = Json.object().put("version", VERSION).put("file", file);
        node.put("rows", rows).put("rejected", rejected()).put("sha256", sha256);
        node.put("rejected_rows", RowBitsText.write(rejectedRows));
        var array = node.putArray("chunks");
        for (Chunk chunk : chunks) {
            array.addObject()
                    .put("from", chunk.from())
                    .put("rows", chunk.rows())
                    .put("sha256", chunk.sha256());
        }
        return node;
    }

    private static InputIndex read(ObjectNode node) {
        List<Chunk> chunks = new ArrayList<>();
        for (JsonNode chunk : node.path("chunks")) {
            chunks.add(new Chunk(
                    chunk.path("from").longValue(),
                    chunk.path("rows").intValue(),
                    chunk.path("sha256").asText()));
        }
        return new InputIndex(
                node.path("file").asText(),
                node.path("rows").longValue(),
                RowBitsText.read(node.path("rejected_rows").asText()),
                node.path("sha256").asText(),
                chunks);
    }

    /**
     * Consecutive rows in one object.
     *
     * @param from the first one
     * @param sha256 of the lines, uncompressed
     */
    public record Chunk(long from, int rows, String sha256) {}
}
