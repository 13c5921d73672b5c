package io.wuerstchen.fleet.dispatcher.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;

/** Another go at rows that came to nothing, asked for by {@code fleet retry}. Generation 0, the first go, has no object. */
public record Generation(int number, Revival revival) {
    private static final int VERSION = 1;

    /** Throws {@link StoreException} if it isn't there. */
    public static Generation get(BatchObjects objects, int number) {
        ObjectNode node = objects.generation(number)
                .map(Json::parseObject)
                .orElseThrow(() -> new StoreException(
                        "batch " + objects.batch() + ": generation " + number + " is gone (expected: all up to the last)",
                        null));
        return new Generation(number, new Revival(node.path("reason").textValue()));
    }

    /** Begins the next generation of a batch. */
    public static Generation begin(BatchObjects objects, Revival revival) {
        ObjectNode node = Json.object().put("version", VERSION).put("reason", revival.reason());
        int number = objects.generation() + 1;
        while (!objects.putGeneration(number, Json.bytes(node))) {
            number++;
        }
        return new Generation(number, revival);
    }
}
