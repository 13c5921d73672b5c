package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.GenerationJob.Origin;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;

/** {@link GenerationJob} as JSON, version {@value #VERSION}. Fields it doesn't know are ignored. */
public final class JobJson {
    /** Of a job, resolved: its result repeats it and must fit into a record too, 1 MiB by the broker's default. */
    public static final int MAX_BYTES = 1_000_000;

    static final int VERSION = 1;

    private JobJson() {}

    public static ObjectNode write(GenerationJob job) {
        ObjectNode node = head(job.origin(), job.model());
        node.setAll(SettingsJson.write(job.parameters()));
        return tail(node, job.origin());
    }

    /** Reads a job; what it leaves open is filled from {@code defaults}, a seed must be there. */
    public static GenerationJob read(ObjectNode node, Settings defaults) {
        Fields fields = new Fields(node);
        Settings settings = SettingsJson.read(fields).over(defaults).over(Settings.BUILT_IN);
        long seed = fields.require("seed", settings.canvas().seed());
        String prompt = fields.require("prompt", fields.text("prompt"));
        return new GenerationJob(origin(fields), model(fields), Parameters.of(prompt, settings, seed));
    }

    /** Where a job or a result belongs, readable even where the rest of it is not. */
    public static Origin origin(ObjectNode node) {
        return origin(new Fields(node));
    }

    static ObjectNode head(Origin origin, ModelRef model) {
        ObjectNode node = Json.object();
        node.put("version", VERSION);
        node.put("batch", origin.id().batch());
        node.put("row", origin.id().row());
        node.put("id", origin.rowId());
        node.put("model", model.name());
        node.put("weights", model.digest());
        return node;
    }

    static ObjectNode tail(ObjectNode node, Origin origin) {
        if (!origin.metadata().isEmpty()) {
            node.set("metadata", Json.tree(origin.metadata()));
        }
        return node;
    }

    static Origin origin(Fields fields) {
        String batch = fields.require("batch", fields.text("batch"));
        long row = fields.require("row", fields.longInteger("row", "a whole number"));
        return new Origin(new JobId(batch, row), fields.text("id"), fields.map("metadata"));
    }

    static ModelRef model(Fields fields) {
        return new ModelRef(
                fields.require("model", fields.text("model")), fields.require("weights", fields.text("weights")));
    }
}
