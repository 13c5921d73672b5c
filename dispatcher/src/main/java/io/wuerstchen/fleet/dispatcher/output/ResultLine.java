package io.wuerstchen.fleet.dispatcher.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;

/** Lines of {@code results.jsonl} and {@code rejected.jsonl}. */
final class ResultLine {
    private ResultLine() {}

    static ObjectNode of(JobResult result) {
        ObjectNode node = head(result.id().row(), result.origin().rowId());
        if (result.outcome() instanceof Committed committed) {
            put(node.put("state", "committed"), result, committed);
        } else if (result.outcome() instanceof Dead dead) {
            node.put("state", "dead").put("kind", dead.kind().wireName()).put("reason", dead.reason());
        } else {
            node.put("state", "cancelled");
        }
        return withMetadata(node, Json.object(result.origin().metadata()));
    }

    static ObjectNode of(RejectedRow row) {
        return head(row.place().row(), row.id())
                .put("state", "rejected")
                .put("line", row.place().line())
                .put("reason", row.reason());
    }

    /** A row of which no result speaks: open, or cancelled before it was published. */
    static ObjectNode of(PromptRow row, String state) {
        ObjectNode node = head(row.place().row(), row.id()).put("state", state);
        return withMetadata(node, Json.object(row.prompt().metadata()));
    }

    /** With all that its author needs to mend it. */
    static ObjectNode rejected(RejectedRow row) {
        Row.Place place = row.place();
        return Json.object()
                .put("file", place.file())
                .put("line", place.line())
                .put("row", place.row())
                .put("id", row.id())
                .put("reason", row.reason())
                .put("raw", row.raw());
    }

    private static ObjectNode head(long row, String id) {
        return Json.object().put("row", row).put("id", id);
    }

    private static ObjectNode withMetadata(ObjectNode node, ObjectNode metadata) {
        if (!metadata.isEmpty()) {
            node.set("metadata", metadata);
        }
        return node;
    }

    private static void put(ObjectNode node, JobResult result, Committed committed) {
        node.put("model", result.model().name()).put("weights", result.model().digest());
        String size = committed.parameters().canvas().resolution().toString();
        ArrayNode images = node.putArray("images");
        for (StoredImage image : committed.images()) {
            put(images.addObject(), image, size);
        }
    }

    /** The picture itself, then what was kept beside it. */
    private static void put(ObjectNode node, StoredImage image, String size) {
        node.put("index", image.index()).put("seed", image.seed()).put("size", size);
        ArrayNode beside = Json.object().putArray("artifacts");
        for (Artifact artifact : image.artifacts()) {
            boolean picture = artifact.kind().equals("image");
            put(picture ? node : beside.addObject().put("kind", artifact.kind()), artifact);
        }
        ArrayNode warnings = node.putArray("warnings");
        image.warnings().forEach(warnings::add);
        node.set("artifacts", beside);
    }

    private static void put(ObjectNode node, Artifact artifact) {
        node.put("key", artifact.key()).put("sha256", artifact.sha256()).put("bytes", artifact.bytes());
    }
}
