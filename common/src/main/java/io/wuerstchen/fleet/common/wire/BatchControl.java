package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import java.util.Locale;

/**
 * What shall become of a batch. The last word on a batch is the one that counts.
 *
 * @param generation how often its dead rows were asked for again
 */
public record BatchControl(String batch, State state, int generation) {
    public BatchControl {
        batch = new JobId(batch, 0).batch();
    }

    /** What its owner and the workers do. */
    public enum State {
        RUNNING,
        /** Nothing more is published; what is under way ends. */
        PAUSED,
        /** Nothing more is published, and what no device has taken yet ends as cancelled. For good. */
        CANCELLED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Throws {@link InvalidJobException} for a name that this version does not know. */
        public static State parse(String name) {
            for (State state : values()) {
                if (state.wireName().equals(name)) {
                    return state;
                }
            }
            throw InvalidJobException.of("state", name, "running, paused or cancelled");
        }
    }

    public static BatchControl read(ObjectNode node) {
        Fields fields = new Fields(node);
        return new BatchControl(
                fields.require("batch", fields.text("batch")),
                State.parse(fields.require("state", fields.text("state"))),
                fields.require("generation", fields.integer("generation")));
    }

    public ObjectNode write() {
        ObjectNode node = Json.object().put("version", JobJson.VERSION);
        return node.put("batch", batch).put("state", state.wireName()).put("generation", generation);
    }
}
