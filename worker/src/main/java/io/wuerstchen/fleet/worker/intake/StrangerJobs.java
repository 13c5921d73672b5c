package io.wuerstchen.fleet.worker.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.wire.FleetEvents.Sender;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Jobs of services that know nothing of batches: a prompt is enough. The batch is {@code external-} and the sender's source,
 * row and seed are hashes of the source and the event's id, so that a job delivered or published again is the same job.
 * Should two jobs of a source ever hash to one row, the later one is a conflict, never an overwriting.
 */
final class StrangerJobs {
    private static final int SOURCE_LENGTH = 80;
    private static final long LOW_31_BITS = 0x7fffffff;

    private StrangerJobs() {}

    /** A job that names neither batch nor row. */
    static boolean is(ObjectNode job) {
        return !job.hasNonNull("batch") && !job.hasNonNull("row");
    }

    /** The same job with what its sender left out; {@code model} is the worker's own. */
    static ObjectNode complete(ObjectNode job, Sender sender, ModelRef model) {
        ByteBuffer hash = hash(sender);
        ObjectNode whole = job.deepCopy();
        whole.put("batch", "external-" + safe(sender.source()));
        whole.put("row", Long.remainderUnsigned(hash.getLong(), JobId.MAX_ROW + 1));
        putIfOpen(whole, "id", sender.id());
        putIfOpen(whole, "model", model.name());
        putIfOpen(whole, "weights", model.digest());
        if (!whole.hasNonNull("seed")) {
            whole.put("seed", hash.getLong() & LOW_31_BITS);
        }
        return whole;
    }

    private static void putIfOpen(ObjectNode job, String field, String value) {
        if (!job.hasNonNull(field)) {
            job.put(field, value);
        }
    }

    /** SHA-256 of source, a newline and id. */
    private static ByteBuffer hash(Sender sender) {
        byte[] text = (sender.source() + "\n" + sender.id()).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Digests.newSha256().digest(text));
    }

    private static String safe(String source) {
        String safe = source.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^-|-$", "");
        return safe.substring(0, Math.min(safe.length(), SOURCE_LENGTH));
    }
}
