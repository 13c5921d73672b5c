package io.wuerstchen.fleet.dispatcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.JsonDifference;
import io.wuerstchen.fleet.common.wire.SettingsJson;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import java.util.Optional;

/**
 * What a batch's name stands for, {@code batch.json}, once the first worker has said which weights and defaults its model has:
 * from then on the name means the same jobs for ever.
 */
record BatchManifest(Submission submission, InputIndex input) {
    private static final int VERSION = 1;

    /** The model that the batch is bound to, if a worker was ever seen. */
    static Optional<Pinned> find(BatchObjects objects) {
        return objects.manifest().map(Json::parseObject).map(BatchManifest::pinned);
    }

    /**
     * Binds the batch to a model, unless it is bound already. Returns what it is bound to; another input, other options or
     * other weights under the name are an {@link InvalidJobException}.
     */
    Pinned claim(BatchObjects objects, Pinned model) {
        ObjectNode mine = json(model);
        if (objects.putManifest(Json.bytes(mine))) {
            return model;
        }
        ObjectNode there = objects.manifest().map(Json::parseObject).orElseThrow();
        requireSame(objects, there, mine);
        return pinned(there);
    }

    private ObjectNode json(Pinned pinned) {
        BatchSpec.Options asked = submission.options();
        ObjectNode node = Json.object().put("version", VERSION).put("batch", submission.batch());
        node.putObject("model").put("name", pinned.model.name()).put("weights", pinned.model.digest());
        node.set("defaults", SettingsJson.write(pinned.defaults));
        ObjectNode options = SettingsJson.write(asked.settings());
        options.put("max_pixels", asked.maxPixels()).put("seed_base", submission.seedBase());
        node.set("options", options);
        node.putObject("input").put("sha256", input.sha256()).put("rows", input.rows());
        return node;
    }

    private static Pinned pinned(ObjectNode node) {
        JsonNode model = node.path("model");
        return new Pinned(
                new ModelRef(model.path("name").asText(), model.path("weights").asText()),
                SettingsJson.read((ObjectNode) node.path("defaults")));
    }

    private static void requireSame(BatchObjects objects, ObjectNode there, ObjectNode mine) {
        // What was never written has types of its own, an int or a long, that a written one has lost.
        ObjectNode written = Json.parseObject(Json.bytes(mine));
        for (String part : new String[] {"input", "options", "model"}) {
            if (!written.get(part).equals(there.get(part))) {
                throw new TakenName(objects).by(part, difference(part, there, written));
            }
        }
    }

    /** Hashes of inputs say nothing to anybody. */
    private static String difference(String part, ObjectNode there, ObjectNode mine) {
        return part.equals("input")
                ? ""
                : JsonDifference.words((ObjectNode) there.path(part), (ObjectNode) mine.path(part));
    }

    /**
     * A model as the first worker announced it.
     *
     * @param defaults of the model's {@code fleet.json}, which may say something else later
     */
    record Pinned(ModelRef model, Settings defaults) {}
}
