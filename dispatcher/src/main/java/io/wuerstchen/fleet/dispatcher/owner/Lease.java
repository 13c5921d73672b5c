package io.wuerstchen.fleet.dispatcher.owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;

/**
 * A dispatcher's claim to a batch.
 *
 * @param epoch counts the owners of the batch, from 1
 * @param owner for people: where it runs
 * @param beat rises while the owner lives
 * @param released whether the owner has left, so that nobody need wait
 */
public record Lease(long epoch, String owner, long beat, boolean released) {
    private static final int VERSION = 1;

    Lease next() {
        return new Lease(epoch, owner, beat + 1, false);
    }

    Lease release() {
        return new Lease(epoch, owner, beat + 1, true);
    }

    ObjectNode write() {
        ObjectNode node = Json.object().put("version", VERSION).put("owner", owner);
        return node.put("beat", beat).put("released", released);
    }

    static Lease read(long epoch, ObjectNode node) {
        return new Lease(
                epoch,
                node.path("owner").asText(),
                node.path("beat").longValue(),
                node.path("released").booleanValue());
    }
}
