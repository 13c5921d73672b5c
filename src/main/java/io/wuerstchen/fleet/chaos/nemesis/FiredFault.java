package io.wuerstchen.fleet.chaos.nemesis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.chaos.plan.PlannedFault;
import io.wuerstchen.fleet.common.wire.Json;
import java.time.Instant;

/**
 * A fault that was done.
 *
 * @param target the process, or the key of the object, that it hit; empty where nothing came to be hit
 * @param inHand whether work was in hand there
 */
public record FiredFault(PlannedFault planned, String target, Instant at, boolean inHand) {
    ObjectNode write() {
        ObjectNode node = Json.object();
        node.put("number", planned.number());
        node.put("kind", planned.kind().name());
        node.put("target", target);
        node.put("at", at.toString());
        node.put("milliseconds", planned.length().toMillis());
        node.put("in_hand", inHand);
        return node;
    }
}
