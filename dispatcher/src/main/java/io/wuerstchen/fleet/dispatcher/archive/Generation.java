package io.wuerstchen.fleet.dispatcher.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;

/**
 * Another go at rows that came to nothing, asked for by {@code fleet retry}. Generation 0, the first go, has no object.
 *
 * @param before what was wanted of the batch until then
 */
public record Generation(int number, Revival revival, State before) {
    private static final int VERSION = 1;

    /** Throws {@link StoreException} if it isn't there. */
    public static Generation get(BatchObjects objects, int number) {
        ObjectNode node = objects.generation(number)
                .map(Json::parseObject)
                .orElseThrow(() -> new StoreException(
                        "batch " + objects.batch() + ": generation " + number
                                + " is gone (expected: all up to the last)",
                        null));
        State before = State.parse(node.path("before").asText(State.RUNNING.wireName()));
        return new Generation(number, new Revival(node.path("reason").textValue()), before);
    }

    /**
     * Whether rows of a batch count as cancelled though no result says so: it is cancelled, or was, and they were not asked for
     * again since.
     */
    public static boolean cancels(BatchObjects objects) {
        boolean cancels = false;
        int last = objects.generation();
        for (int number = 1; number <= last; number++) {
            Generation generation = get(objects, number);
            cancels = (cancels || generation.before == State.CANCELLED) && !generation.revival.ofCancelled();
        }
        return cancels || Wanted.find(objects).state() == State.CANCELLED;
    }

    /** Begins the next generation of a batch. */
    public static Generation begin(BatchObjects objects, Revival revival) {
        State before = Wanted.find(objects).state();
        ObjectNode node = Json.object().put("version", VERSION).put("reason", revival.reason());
        node.put("before", before.wireName());
        int number = objects.generation() + 1;
        while (!objects.putGeneration(number, Json.bytes(node))) {
            number++;
        }
        return new Generation(number, revival, before);
    }
}
