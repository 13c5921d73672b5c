package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Settings;
import java.time.Duration;

/**
 * What a worker says of itself every {@link #PERIOD}; after {@link #LIFETIME} without it the worker counts as gone.
 *
 * @param defaults what the model's {@code fleet.json} says, so that a dispatcher needs no model folder
 * @param capacity images it runs at once, times its lanes
 */
public record Heartbeat(String worker, ModelRef model, Settings defaults, String device, int capacity) {
    public static final Duration PERIOD = Duration.ofSeconds(5);
    public static final Duration LIFETIME = Duration.ofSeconds(15);

    public static Heartbeat read(ObjectNode node) {
        Fields fields = new Fields(node);
        return new Heartbeat(
                fields.require("worker", fields.text("worker")),
                JobJson.model(fields),
                SettingsJson.read(fields.object("defaults")),
                fields.require("device", fields.text("device")),
                fields.require("capacity", fields.integer("capacity")));
    }

    ObjectNode write() {
        ObjectNode node = Json.object();
        node.put("worker", worker);
        node.put("model", model.name());
        node.put("weights", model.digest());
        node.set("defaults", SettingsJson.write(defaults));
        node.put("device", device);
        node.put("capacity", capacity);
        return node;
    }
}
