package io.wuerstchen.fleet.dispatcher.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.PromptJson;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;

/** {@link Row} as a line of JSON: what its author said, in one way whatever format it was said in. */
public final class RowJson {
    private RowJson() {}

    public static ObjectNode write(Row row) {
        ObjectNode node = Json.object();
        node.put("row", row.place().row()).put("line", row.place().line()).put("id", row.id());
        if (row instanceof RejectedRow rejected) {
            return node.put("rejected", rejected.reason()).put("raw", rejected.raw());
        }
        return node.setAll(PromptJson.write(((PromptRow) row).prompt()));
    }

    /** The file's name isn't in the line: the same rows from another file are the same input. */
    static Row read(String file, ObjectNode node) {
        Row.Place place = new Row.Place(
                file, node.path("line").longValue(), node.path("row").longValue());
        if (node.has("rejected")) {
            return new RejectedRow(
                    place,
                    node.path("id").asText(),
                    node.path("rejected").asText(),
                    node.path("raw").asText());
        }
        return new PromptRow(place, PromptJson.read(node));
    }
}
