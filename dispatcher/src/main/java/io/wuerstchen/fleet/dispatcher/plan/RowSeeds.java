package io.wuerstchen.fleet.dispatcher.plan;

import io.wuerstchen.fleet.common.artifact.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Seeds for rows that have none. They must never change: a job published again has to be the same job.
 *
 * @param base the batch's name, or what the user gave as {@code --seed}
 */
public record RowSeeds(String base) {
    /** The last 31 bits of the SHA-256 of {@code BASE/ROW} in UTF-8: 0 to 2147483647. */
    public long of(long row) {
        byte[] digest = Digests.newSha256().digest((base + "/" + row).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getInt(digest.length - Integer.BYTES) & Integer.MAX_VALUE;
    }
}
