package io.wuerstchen.fleet.worker.wuerstchen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wuerstchen.fleet.worker.weights.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One JSON file of a checkpoint. A missing key means the reference's own default; keys that nobody asks for are ignored. */
public record JsonConfig(Path file, JsonNode root) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Far above any layer's width, far below where a product of two no longer fits. */
    private static final int LARGEST = 1_000_000;
    /** Far above any network's depth, far below where the list of its tensors no longer fits into memory. */
    private static final int DEEPEST = 1000;

    public static JsonConfig read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + (Files.exists(file) ? ": is no regular file" : ": file is missing"));
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (!root.isObject()) {
                throw new ModelException(file + ": is no JSON object");
            }
            return new JsonConfig(file, root);
        } catch (JsonProcessingException e) {
            throw new ModelException(file + ": is no JSON: " + Unreadable.json(e), e);
        } catch (IOException e) {
            throw new ModelException(Unreadable.line(file, e), e);
        }
    }

    /** Refuses the configuration of another class; a file without the key passes. */
    public JsonConfig expect(String key, String value) {
        String found = text(key, value);
        if (!found.equals(value)) {
            throw bad(key, found, value);
        }
        return this;
    }

    /** Refuses a list that ends in another class, as model_index.json has library and class of each part. */
    public JsonConfig expectLast(String key, String value) {
        List<String> found = texts(key, List.of(value));
        if (found.isEmpty() || !found.get(found.size() - 1).equals(value)) {
            throw bad(key, found, "a library and " + value);
        }
        return this;
    }

    public int integer(String key, int absent, int smallest) {
        return find(key).map(node -> integer(key, node, smallest, LARGEST)).orElse(absent);
    }

    /** How many layers follow one another. */
    int depth(String key, int absent) {
        return find(key).map(node -> integer(key, node, 0, DEEPEST)).orElse(absent);
    }

    List<Integer> depths(String key, List<Integer> absent) {
        return list(key, absent, node -> integer(key, node, 0, DEEPEST));
    }

    List<Integer> integers(String key, List<Integer> absent, int smallest) {
        return list(key, absent, node -> integer(key, node, smallest, LARGEST));
    }

    public double number(String key, double absent) {
        return find(key).map(node -> number(key, node)).orElse(absent);
    }

    public double positive(String key, double absent) {
        double value = number(key, absent);
        if (value <= 0) {
            throw bad(key, value, "a number above 0");
        }
        return value;
    }

    String text(String key, String absent) {
        return find(key).map(node -> text(key, node)).orElse(absent);
    }

    List<String> texts(String key, List<String> absent) {
        return list(key, absent, node -> text(key, node));
    }

    List<Boolean> booleans(String key, List<Boolean> absent) {
        return list(key, absent, node -> {
            if (!node.isBoolean()) {
                throw bad(key, node, "true and false");
            }
            return node.booleanValue();
        });
    }

    Optional<JsonNode> find(String key) {
        return Optional.ofNullable(root.get(key)).filter(node -> !node.isNull());
    }

    /** As it stands. */
    public Map<String, Object> asMap() {
        return JSON.convertValue(root, JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }

    ModelException bad(String key, Object found, String expected) {
        return new ModelException(file + ": " + key + ": " + found + " (expected: " + expected + ")");
    }

    private int integer(String key, JsonNode node, int smallest, int largest) {
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < smallest
                || node.intValue() > largest) {
            throw bad(key, node, "a whole number from " + smallest + " to " + largest);
        }
        return node.intValue();
    }

    private double number(String key, JsonNode node) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw bad(key, node, "a number");
        }
        return node.doubleValue();
    }

    private String text(String key, JsonNode node) {
        if (!node.isTextual()) {
            throw bad(key, node, "a text");
        }
        return node.textValue();
    }

    private <T> List<T> list(String key, List<T> absent, Function<JsonNode, T> element) {
        Optional<JsonNode> list = find(key);
        if (list.isEmpty()) {
            return absent;
        }
        if (!list.get().isArray()) {
            throw bad(key, list.get(), "a list");
        }
        List<T> values = new ArrayList<>();
        list.get().forEach(node -> values.add(element.apply(node)));
        return List.copyOf(values);
    }
}
