package io.wuerstchen.fleet.dispatcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.SettingsJson;
import io.wuerstchen.fleet.dispatcher.intake.InputSummary;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What a batch's name stands for, {@code batch.json}: equal batches have equal bytes, so that a name once taken means the
 * same jobs for ever.
 */
record BatchManifest(BatchSpec spec, ModelRef model, InputSummary input) {
    private static final int VERSION = 1;
    /** As {@link io.wuerstchen.fleet.common.job.JobId} has it. */
    private static final int MAX_NAME = 100;
    /** How far to look for a free name before leaving it to the user. */
    private static final int SUGGESTIONS = 50;

    /** Writes the manifest, or finds the same one; another one under the name is an {@link InvalidJobException}. */
    void claim(ObjectStore store, ObjectNames names) {
        byte[] bytes = Json.bytes(json());
        String key = names.batch(spec.name());
        Map<String, String> metadata = Map.of(ObjectStore.SHA256, Digests.sha256(bytes));
        if (!store.putIfAbsent(new StoreObject(key, bytes, "application/json", metadata))) {
            requireSame(Json.parseObject(store.get(key)), Json.parseObject(bytes), () -> freeName(store, names));
        }
    }

    private ObjectNode json() {
        ObjectNode node = Json.object().put("version", VERSION).put("batch", spec.name());
        node.putObject("model").put("name", model.name()).put("weights", model.digest());
        ObjectNode options = SettingsJson.write(spec.options().settings());
        options.put("max_pixels", spec.options().maxPixels()).put("seed_base", spec.seedBase());
        node.set("options", options);
        node.putObject("input").put("sha256", input.sha256()).put("rows", input.rows());
        return node;
    }

    private void requireSame(ObjectNode there, ObjectNode mine, Supplier<String> freeName) {
        requireSame("input", there, mine, freeName);
        requireSame("options", there, mine, freeName);
        requireSame("model", there, mine, freeName);
    }

    private void requireSame(String part, ObjectNode there, ObjectNode mine, Supplier<String> freeName) {
        if (!mine.get(part).equals(there.get(part))) {
            // Not InvalidJobException.of: it would cut a long name in the middle of what matters.
            throw new InvalidJobException("batch: " + spec.name() + " stands there with "
                    + (part.equals("options") ? "other " : "another ") + part + " (expected: the same " + part
                    + " to go on with it, or a new name such as " + freeName.get() + ")");
        }
    }

    private String freeName(ObjectStore store, ObjectNames names) {
        return IntStream.rangeClosed(2, SUGGESTIONS)
                .mapToObj(this::numbered)
                .filter(name -> store.stat(names.batch(name)).isEmpty())
                .findFirst()
                .orElseGet(() -> numbered(SUGGESTIONS + 1));
    }

    private String numbered(int number) {
        String suffix = "-" + number;
        String name = spec.name();
        return name.substring(0, Math.min(name.length(), MAX_NAME - suffix.length())) + suffix;
    }
}
