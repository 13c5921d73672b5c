package io.wuerstchen.fleet.dispatcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.JsonDifference;
import io.wuerstchen.fleet.common.wire.SettingsJson;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import java.util.Optional;

/**
 * What was asked for, {@code submission.json}: with this and the input, any dispatcher can run the batch.
 *
 * @param model the model folder's name, as the workers announce it
 */
public record Submission(String batch, String model, BatchSpec.Options options) {
    private static final int VERSION = 1;

    /** Throws {@link InvalidJobException} if there is no such batch. */
    public static Submission get(BatchObjects objects) {
        return find(objects)
                .orElseThrow(() -> InvalidJobException.of("batch", objects.batch(), "one that was submitted"));
    }

    static Optional<Submission> find(BatchObjects objects) {
        return objects.submission().map(json -> read(objects.batch(), Json.parseObject(json)));
    }

    /** Stores it where none stands; throws {@link InvalidJobException} where the name stands for something else. */
    public void claim(BatchObjects objects) {
        if (!objects.putSubmission(Json.bytes(write()))) {
            ObjectNode there = get(objects).write();
            ObjectNode mine = read(batch, Json.parseObject(Json.bytes(write()))).write();
            if (!there.path("model").equals(mine.path("model"))) {
                throw new TakenName(objects).by("model");
            }
            if (!there.equals(mine)) {
                throw new TakenName(objects).by("options", JsonDifference.words(there, mine));
            }
        }
    }

    /** What the seeds of rows without one are derived from. */
    String seedBase() {
        return options.seedBase() != null ? options.seedBase() : batch;
    }

    private ObjectNode write() {
        ObjectNode node = Json.object().put("version", VERSION).put("batch", batch);
        node.put("model", model).set("settings", SettingsJson.write(options.settings()));
        return node.put("max_pixels", options.maxPixels()).put("seed_base", seedBase());
    }

    private static Submission read(String batch, ObjectNode node) {
        BatchSpec.Options options = new BatchSpec.Options(
                SettingsJson.read((ObjectNode) node.path("settings")),
                node.path("max_pixels").longValue(),
                node.path("seed_base").textValue());
        return new Submission(batch, node.path("model").asText(), options);
    }
}
