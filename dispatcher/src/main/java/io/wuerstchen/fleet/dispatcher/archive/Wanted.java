package io.wuerstchen.fleet.dispatcher.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.common.wire.Json;

/** What the user wants of a batch, {@code wanted.json}: written before the word on {@code control}, which may be lost. */
public record Wanted(State state) {
    private static final int VERSION = 1;

    /**
     * A batch of which nothing was said runs, and so does one whose rows are tried again since something was said: whoever asks
     * for that may die between his two words.
     */
    public static Wanted find(BatchObjects objects) {
        int generation = objects.generation();
        return objects.wanted()
                .map(Json::parseObject)
                .filter(node -> node.path("generation").asInt(generation) >= generation)
                .map(node -> new Wanted(State.parse(node.path("state").asText())))
                .orElseGet(() -> new Wanted(State.RUNNING));
    }

    /** Makes it so, whatever was wanted before. */
    public void write(BatchObjects objects) {
        ObjectNode node = Json.object().put("version", VERSION).put("state", state.wireName());
        node.put("generation", objects.generation());
        objects.putWanted(Json.bytes(node));
    }
}
