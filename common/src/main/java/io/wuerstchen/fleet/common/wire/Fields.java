package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** The fields of one JSON object, each read as the type it must have or refused by name. A JSON null counts as absent. */
final class Fields {
    private final ObjectNode node;

    Fields(ObjectNode node) {
        this.node = node;
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    boolean isText(String name) {
        return has(name) && node.get(name).isTextual();
    }

    String text(String name) {
        return read(name, JsonNode::isTextual, "a string", JsonNode::textValue);
    }

    Integer integer(String name) {
        return read(name, node -> isWhole(node) && node.canConvertToInt(), "a whole number", JsonNode::intValue);
    }

    Long longInteger(String name, String expected) {
        return read(name, node -> isWhole(node) && node.canConvertToLong(), expected, JsonNode::longValue);
    }

    Double number(String name) {
        return read(name, JsonNode::isNumber, "a number", JsonNode::doubleValue);
    }

    Boolean bool(String name) {
        return read(name, JsonNode::isBoolean, "true or false", JsonNode::booleanValue);
    }

    List<String> texts(String name) {
        return list(name, JsonNode::isTextual, "a list of strings", JsonNode::textValue);
    }

    List<Double> numbers(String name, String expected) {
        return list(name, JsonNode::isNumber, expected, JsonNode::doubleValue);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> map(String name) {
        Map<String, Object> map = read(name, JsonNode::isObject, "an object", value -> Json.convert(value, Map.class));
        return map == null ? Collections.emptyMap() : map;
    }

    Fields object(String name) {
        return require(name, read(name, JsonNode::isObject, "an object", value -> new Fields((ObjectNode) value)));
    }

    List<Fields> objects(String name) {
        List<Fields> list =
                list(name, JsonNode::isObject, "a list of objects", value -> new Fields((ObjectNode) value));
        return list == null ? List.of() : list;
    }

    <T> T require(String name, T value) {
        if (value == null) {
            throw new InvalidJobException(name + ": missing");
        }
        return value;
    }

    private static boolean isWhole(JsonNode value) {
        return value.isIntegralNumber();
    }

    private <T> List<T> list(String name, Predicate<JsonNode> each, String expected, Function<JsonNode, T> as) {
        return read(name, value -> value.isArray() && all(value, each), expected, value -> {
            List<T> list = new ArrayList<>(value.size());
            value.forEach(item -> list.add(as.apply(item)));
            return list;
        });
    }

    private static boolean all(JsonNode array, Predicate<JsonNode> each) {
        for (JsonNode item : array) {
            if (!each.test(item)) {
                return false;
            }
        }
        return true;
    }

    private <T> T read(String name, Predicate<JsonNode> fits, String expected, Function<JsonNode, T> as) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = Objects.requireNonNull(node.get(name));
        if (!fits.test(value)) {
            throw InvalidJobException.of(name, value, expected);
        }
        return as.apply(value);
    }
}
