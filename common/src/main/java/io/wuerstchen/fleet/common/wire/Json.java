package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The one way in which JSON is read and written here. Safe for all threads. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Read as a number, so that the field's own check can name it.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // The JDK's own digits differ between 17 and 19, and fingerprints must not.
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The same entries as JSON. */
    public static ObjectNode object(Map<String, Object> entries) {
        return MAPPER.valueToTree(entries);
    }

    /** Reads one JSON object; anything else is an {@link InvalidJobException}. */
    public static ObjectNode parseObject(String text) {
        try {
            return requireObject(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new InvalidJobException("not JSON: " + e.getOriginalMessage() + " (expected: one object)");
        }
    }

    /** As {@link #parseObject(String)}, from UTF-8. */
    public static ObjectNode parseObject(byte[] utf8) {
        try {
            return requireObject(MAPPER.readTree(utf8));
        } catch (JsonProcessingException e) {
            throw new InvalidJobException("not JSON: " + e.getOriginalMessage() + " (expected: one object)");
        } catch (IOException e) {
            throw new InvalidJobException("not UTF-8: " + e.getMessage() + " (expected: one JSON object)");
        }
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For people: indented, with a newline at the end. */
    public static String pretty(JsonNode node) {
        return node.toPrettyString() + "\n";
    }

    static <T> T convert(JsonNode node, Class<T> type) {
        return MAPPER.convertValue(node, type);
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    private static ObjectNode requireObject(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidJobException("not a JSON object: " + node.getNodeType() + " (expected: one object)");
    }
}
