package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Settings;
import java.time.Duration;

/**
 * What a worker says of itself every {@link #PERIOD}; after {@link #LIFETIME} without it the worker counts as gone.
 *
 * @param defaults what the model's {@code fleet.json} says, so that a dispatcher needs no model folder
 */
public record Heartbeat(String worker, ModelRef model, Settings defaults, Host host, Load load) {
    public static final Duration PERIOD = Duration.ofSeconds(5);
    public static final Duration LIFETIME = Duration.ofSeconds(15);

    /**
     * What it runs on. Workers before this was told leave all but the device {@code null}.
     *
     * @param device for people
     * @param address of its health and metrics, as a URL
     * @param process another one after each start
     */
    public record Host(String device, String address, String version, String process) {}

    /**
     * What it has to do.
     *
     * @param lanes that take jobs now
     * @param capacity images it runs at once, times its lanes
     * @param inHand jobs taken and not settled
     * @param draining takes no more jobs
     * @param closedBecause why it takes no jobs now, for people; {@code null} where it does, and of workers before this was told
     */
    public record Load(int lanes, int capacity, int inHand, boolean draining, String closedBecause) {
        /** Of one that takes jobs, or drains. */
        public Load(int lanes, int capacity, int inHand, boolean draining) {
            this(lanes, capacity, inHand, draining, null);
        }
    }

    public String device() {
        return host.device();
    }

    public int capacity() {
        return load.capacity();
    }

    /** Images that one of its lanes runs at once, 1 at least. */
    public int microBatch() {
        return Math.max(1, load.capacity() / Math.max(1, load.lanes()));
    }

    public static Heartbeat read(ObjectNode node) {
        Fields fields = new Fields(node);
        return new Heartbeat(
                fields.require("worker", fields.text("worker")),
                JobJson.model(fields),
                SettingsJson.read(fields.object("defaults")),
                new Host(
                        fields.require("device", fields.text("device")),
                        fields.text("address"),
                        fields.text("version"),
                        fields.text("process")),
                load(fields));
    }

    ObjectNode write() {
        ObjectNode node = Json.object();
        node.put("worker", worker);
        node.put("model", model.name());
        node.put("weights", model.digest());
        node.put("simulated", model.simulated());
        node.set("defaults", SettingsJson.write(defaults));
        node.put("device", host.device());
        node.put("address", host.address());
        node.put("version", host.version());
        node.put("process", host.process());
        node.put("lanes", load.lanes());
        node.put("capacity", load.capacity());
        node.put("in_hand", load.inHand());
        node.put("draining", load.draining());
        node.put("closed_because", load.closedBecause());
        return node;
    }

    private static Load load(Fields fields) {
        return new Load(
                or(fields.integer("lanes"), 1),
                fields.require("capacity", fields.integer("capacity")),
                or(fields.integer("in_hand"), 0),
                or(fields.bool("draining"), false),
                fields.text("closed_because"));
    }

    private static <T> T or(T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
