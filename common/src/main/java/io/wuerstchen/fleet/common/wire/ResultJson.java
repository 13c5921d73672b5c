package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.JobResult.Outcome;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import java.util.List;

/** {@link JobResult} as JSON, version {@value JobJson#VERSION}. Fields it doesn't know are ignored. */
public final class ResultJson {
    private ResultJson() {}

    public static ObjectNode write(JobResult result) {
        ObjectNode node = JobJson.head(result.origin(), result.model());
        node.put("worker", result.worker());
        if (result.model().simulated()) {
            node.put("simulated", true);
        }
        if (result.outcome() instanceof Committed committed) {
            write(node, committed);
        } else if (result.outcome() instanceof Dead dead) {
            node.put("state", "dead");
            node.put("kind", dead.kind().wireName());
            node.put("reason", dead.reason());
            node.put("attempts", dead.attempts());
            node.put("generation", dead.generation());
        } else {
            node.put("state", "cancelled");
        }
        return JobJson.tail(node, result.origin());
    }

    public static JobResult read(ObjectNode node) {
        Fields fields = new Fields(node);
        return new JobResult(
                JobJson.origin(fields),
                JobJson.model(fields),
                fields.require("worker", fields.text("worker")),
                outcome(fields));
    }

    private static void write(ObjectNode node, Committed committed) {
        node.put("state", "committed");
        node.set("parameters", SettingsJson.write(committed.parameters()));
        ArrayNode images = node.putArray("images");
        committed.images().forEach(image -> images.add(write(image)));
        node.put("seconds", committed.seconds());
        node.put("generation", committed.generation());
    }

    private static ObjectNode write(StoredImage image) {
        ObjectNode node = Json.object();
        node.put("index", image.index());
        node.put("seed", image.seed());
        ArrayNode artifacts = node.putArray("artifacts");
        for (Artifact artifact : image.artifacts()) {
            artifacts
                    .addObject()
                    .put("kind", artifact.kind())
                    .put("key", artifact.key())
                    .put("sha256", artifact.sha256())
                    .put("bytes", artifact.bytes());
        }
        MicroBatchRef microBatch = image.microBatch();
        if (microBatch != null) {
            node.putObject("micro_batch")
                    .put("id", microBatch.id())
                    .put("key", microBatch.key())
                    .put("size", microBatch.size());
        }
        ArrayNode warnings = node.putArray("warnings");
        image.warnings().forEach(warnings::add);
        return node;
    }

    private static Outcome outcome(Fields fields) {
        String state = fields.require("state", fields.text("state"));
        return switch (state) {
            case "committed" -> committed(fields);
            case "dead" -> dead(fields);
            case "cancelled" -> new JobResult.Cancelled();
            default -> throw InvalidJobException.of("state", state, "committed, dead or cancelled");
        };
    }

    /** Workers before attempts were counted say nothing of them: it was the first. */
    private static Dead dead(Fields fields) {
        Integer attempts = fields.integer("attempts");
        return new Dead(
                FailureKind.parse(fields.require("kind", fields.text("kind"))),
                fields.text("reason"),
                attempts == null ? 1 : attempts,
                generation(fields));
    }

    private static Committed committed(Fields fields) {
        Fields effective = fields.object("parameters");
        Settings settings = SettingsJson.read(effective).over(Settings.BUILT_IN);
        long seed = effective.require("seed", settings.canvas().seed());
        String prompt = effective.require("prompt", effective.text("prompt"));
        Parameters parameters = Parameters.of(prompt, settings, seed);
        List<StoredImage> images =
                fields.objects("images").stream().map(ResultJson::image).toList();
        double seconds = fields.require("seconds", fields.number("seconds"));
        return new Committed(parameters, images, seconds, generation(fields));
    }

    private static int generation(Fields fields) {
        Integer generation = fields.integer("generation");
        return generation == null ? 0 : generation;
    }

    private static StoredImage image(Fields fields) {
        return new StoredImage(
                fields.require("index", fields.integer("index")),
                fields.require("seed", fields.longInteger("seed", "a whole number")),
                fields.objects("artifacts").stream().map(ResultJson::artifact).toList(),
                fields.has("micro_batch") ? microBatch(fields.object("micro_batch")) : null,
                fields.require("warnings", fields.texts("warnings")));
    }

    private static Artifact artifact(Fields fields) {
        return new Artifact(
                fields.require("kind", fields.text("kind")),
                fields.require("key", fields.text("key")),
                fields.require("sha256", fields.text("sha256")),
                fields.require("bytes", fields.longInteger("bytes", "a whole number")));
    }

    private static MicroBatchRef microBatch(Fields fields) {
        return new MicroBatchRef(
                fields.require("id", fields.text("id")),
                fields.require("key", fields.text("key")),
                fields.require("size", fields.integer("size")));
    }
}
