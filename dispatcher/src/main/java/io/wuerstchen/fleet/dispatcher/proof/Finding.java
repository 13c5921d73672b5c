package io.wuerstchen.fleet.dispatcher.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.util.Locale;

/**
 * One thing that stands in the way of a proof.
 *
 * @param row {@code null} where an object belongs to none
 * @param key of the object that it is about; of a row with several, the first one; {@code null} where it is about none
 * @param reason one sentence for people
 */
public record Finding(Problem problem, Long row, String key, String reason) {
    /** What is wrong. */
    public enum Problem {
        /** A row without an outcome in a batch that has ended, or a committed one without all of its objects. */
        MISSING,
        /** A row with two committed results that don't name the same objects with the same bytes, or with another row's. */
        DIFFERING,
        /** An object that no committed result names. */
        ORPHAN,
        /** The same of a row that ended without pictures: what a worker put that nobody heard of any more. */
        STRAY,
        /** An object with other bytes than its committed result says. */
        TORN,
        /** An object that no result names yet, too young to be called an orphan. */
        PENDING;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ObjectNode json() {
        ObjectNode node = Json.object().put("problem", problem.wireName());
        if (row != null) {
            node.put("row", row);
        }
        if (key != null) {
            node.put("key", key);
        }
        return node.put("reason", reason);
    }
}
