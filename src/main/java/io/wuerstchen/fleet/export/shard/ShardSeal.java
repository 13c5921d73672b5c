package io.wuerstchen.fleet.export.shard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.export.place.Place;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A shard all of which is published: what it holds, and what its files are known by. {@code _stats.json}, the last one of its
 * files, by the names that img2dataset gives where it has one.
 */
public record ShardSeal(ShardPlan plan, Map<String, FileFacts> files) {
    public ShardSeal {
        files = new TreeMap<>(files);
    }

    /** The seal that stands there, if it is of this plan and its files have the sizes it says. */
    static Optional<ShardSeal> find(Place place, ShardPlan plan) throws IOException {
        if (place.size(plan.stats()).isEmpty()) {
            return Optional.empty();
        }
        ObjectNode there;
        try (InputStream in = place.open(plan.stats())) {
            there = Json.parseObject(in.readAllBytes());
        }
        Map<String, FileFacts> files = new TreeMap<>();
        there.path("files").properties().forEach(file -> files.put(file.getKey(), FileFacts.read(file.getValue())));
        ShardSeal seal = new ShardSeal(plan, files);
        boolean same = Json.parseObject(Json.bytes(seal.json())).equals(there);
        return same && seal.stands(place) ? Optional.of(seal) : Optional.empty();
    }

    /** As it is in {@code _stats.json}, and in the index. */
    public ObjectNode json() {
        ObjectNode node =
                Json.object().put("shard", plan.name()).put("count", plan.size().samples());
        node.put("successes", plan.size().samples());
        node.put("failed_to_download", 0).put("failed_to_resize", 0);
        node.putObject("status_dict").put("success", plan.size().samples());
        node.put("split", plan.split());
        node.put("from_row", plan.range().from()).put("to_row", plan.range().to());
        node.put("rows", plan.size().rows()).put("picture_bytes", plan.size().bytes());
        node.put("digest", plan.digest());
        ObjectNode list = node.putObject("files");
        files.forEach((name, facts) -> list.set(name, facts.json()));
        return node;
    }

    private boolean stands(Place place) throws IOException {
        for (String name : plan.files()) {
            OptionalLong size = place.size(name);
            if (!files.containsKey(name)
                    || size.isEmpty()
                    || size.getAsLong() != files.get(name).bytes()) {
                return false;
            }
        }
        return true;
    }
}
