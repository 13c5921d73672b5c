package io.wuerstchen.fleet.dispatcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.SettingsJson;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;

/**
 * What a batch's name stands for, {@code batch.json}: equal batches have equal bytes, so that a name once taken means the
 * same jobs for ever.
 */
record BatchManifest(BatchSpec spec, InputIndex input) {
    private static final int VERSION = 1;

    /**
     * Throws {@link InvalidJobException} if the name stands for another input, other options or another model; its weights
     * are no matter yet.
     */
    void requireFree(BatchObjects objects) {
        objects.manifest().map(Json::parseObject).ifPresent(there -> {
            ObjectNode mine = json(new ModelRef(
                    spec.model(), there.path("model").path("weights").asText()));
            requireSame(objects, there, mine);
        });
    }

    /** Whether it wrote the manifest, and not found the same one; another one under the name is an {@link InvalidJobException}. */
    boolean claim(BatchObjects objects, ModelRef model) {
        ObjectNode mine = json(model);
        if (objects.putManifest(Json.bytes(mine))) {
            return true;
        }
        ObjectNode there = objects.manifest().map(Json::parseObject).orElseThrow();
        requireSame(objects, there, mine);
        return false;
    }

    private ObjectNode json(ModelRef model) {
        ObjectNode node = Json.object().put("version", VERSION).put("batch", spec.name());
        node.putObject("model").put("name", model.name()).put("weights", model.digest());
        ObjectNode options = SettingsJson.write(spec.options().settings());
        options.put("max_pixels", spec.options().maxPixels()).put("seed_base", spec.seedBase());
        node.set("options", options);
        node.putObject("input").put("sha256", input.sha256()).put("rows", input.rows());
        return node;
    }

    private static void requireSame(BatchObjects objects, ObjectNode there, ObjectNode mine) {
        // What was never written has types of its own, an int or a long, that a written one has lost.
        JsonNode written = Json.parseObject(Json.bytes(mine));
        for (String part : new String[] {"input", "options", "model"}) {
            if (!written.get(part).equals(there.get(part))) {
                throw new TakenName(objects).by(part);
            }
        }
    }
}
