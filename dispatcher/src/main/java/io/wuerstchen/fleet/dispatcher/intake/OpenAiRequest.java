package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.FieldNames;
import io.wuerstchen.fleet.common.wire.Json;
import java.util.Set;

/**
 * A line of a batch file for OpenAI's {@code /v1/images/generations}: {@code custom_id}, and a {@code body} in which our own
 * fields may stand too.
 */
final class OpenAiRequest {
    private static final Set<String> FRAME = Set.of("custom_id", "method", "url", "body");
    /** Fields of OpenAI's that ask for nothing Würstchen has; they are legal there, so they are passed over. */
    private static final Set<String> PASSED_OVER = Set.of(
            "model",
            "quality",
            "response_format",
            "user",
            "background",
            "moderation",
            "output_compression",
            "style",
            "stream",
            "partial_images");

    private OpenAiRequest() {}

    /** The same request in our fields. */
    static ObjectNode fields(ObjectNode line) {
        FieldNames.requireKnown(line, FRAME);
        if (!(line.get("body") instanceof ObjectNode body)) {
            throw InvalidJobException.of("body", line.get("body"), "an object");
        }
        ObjectNode fields = Json.object();
        if (line.hasNonNull("custom_id")) {
            requireNoSecondId(body);
            fields.set("id", text(line.get("custom_id")));
        }
        return withoutWhatIsNotOurs(fields.setAll(body));
    }

    private static void requireNoSecondId(ObjectNode body) {
        if (body.has("id")) {
            throw new InvalidJobException("custom_id and id: both given (expected: one of them)");
        }
    }

    private static JsonNode text(JsonNode id) {
        if (!id.isTextual()) {
            throw InvalidJobException.of("custom_id", id, "a string");
        }
        return id;
    }

    private static ObjectNode withoutWhatIsNotOurs(ObjectNode fields) {
        fields.remove(PASSED_OVER);
        if (fields.path("size").asText().equals("auto")) {
            fields.remove("size");
        }
        return fields;
    }
}
