package io.wuerstchen.fleet.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wuerstchen.fleet.worker.wuerstchen.JsonConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A checkpoint whose shapes others may have. */
public enum Likeness {
    /** As published: 3.1 billion parameters. */
    RELEASED,
    /** A tenth of it: what is measured in minutes. */
    MEDIUM,
    /** The model that ships with the fleet. */
    DEMO;

    private static final JsonMapper JSON = new JsonMapper();

    /** The name in options. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its configuration files, by their paths in a model's folder. */
    Map<String, JsonNode> files() {
        String resource = wireName() + ".json";
        try (InputStream stream = Likeness.class.getResourceAsStream(resource)) {
            Map<String, JsonNode> files = new TreeMap<>();
            JSON.readTree(stream).properties().forEach(file -> files.put(file.getKey(), file.getValue()));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    JsonConfig config(Part part) {
        return new JsonConfig(Path.of(part.config()), files().get(part.config()));
    }
}
