package io.wuerstchen.fleet.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.JsonDifference;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.shard.FileFacts;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code index.json}: every file of a dataset with size and digest. Written last, so that there is none but of a whole dataset.
 *
 * @param json version {@value #VERSION}
 */
record DatasetIndex(ObjectNode json) {
    static final String NAME = "index.json";
    /** Of an export that has begun: what was asked for, so that nothing else goes on with it. */
    static final String UNFINISHED = "unfinished.json";

    static final int VERSION = 1;

    /** What stands there under either name; throws {@link InvalidJobException} where it is something else. */
    static Optional<DatasetIndex> find(Place place, String name) throws IOException {
        if (place.size(name).isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = place.open(name)) {
            ObjectNode json = Json.parseObject(in.readAllBytes());
            if (json.path("version").asInt() != VERSION || !json.path("request").isObject()) {
                throw InvalidJobException.of(
                        place + ": " + name, json.path("version"), "that of a dataset, version " + VERSION);
            }
            return Optional.of(new DatasetIndex(json));
        }
    }

    /** The digest of a shard's pictures, by its name. */
    Optional<String> digest(String shard) {
        for (JsonNode each : json.path("shards")) {
            if (each.path("shard").asText().equals(shard)) {
                return Optional.of(each.path("digest").asText());
            }
        }
        return Optional.empty();
    }

    int shards() {
        return json.path("shards").size();
    }

    /** Every file but the index itself. */
    SortedMap<String, FileFacts> files() {
        SortedMap<String, FileFacts> files = new TreeMap<>();
        add(json.path("files"), files);
        json.path("shards").forEach(shard -> add(shard.path("files"), files));
        return files;
    }

    boolean isOf(ObjectNode request) {
        return Json.parseObject(Json.bytes(request)).equals(json.path("request"));
    }

    /** What else was asked for there, in words. */
    String difference(ObjectNode request) {
        return JsonDifference.words((ObjectNode) json.path("request"), Json.parseObject(Json.bytes(request)));
    }

    boolean counts(ObjectNode rows, ObjectNode leftOut) {
        return Json.parseObject(Json.bytes(rows)).equals(json.path("rows"))
                && Json.parseObject(Json.bytes(leftOut)).equals(json.path("left_out"));
    }

    void write(Place place, String name) throws IOException {
        place.draft(name, Json.pretty(json));
        place.publish(name);
    }

    private static void add(JsonNode from, SortedMap<String, FileFacts> files) {
        from.properties().forEach(file -> files.put(file.getKey(), FileFacts.read(file.getValue())));
    }
}
