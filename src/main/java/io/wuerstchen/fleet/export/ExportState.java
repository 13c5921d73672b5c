package io.wuerstchen.fleet.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.output.StoredBatch;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.shard.FileFacts;
import io.wuerstchen.fleet.export.shard.ShardPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What an earlier export left at a place, and whether this one may go on with it. */
final class ExportState {
    private final Place place;
    private final ObjectNode request;
    private final Optional<DatasetIndex> index;

    private ExportState(Place place, ObjectNode request, Optional<DatasetIndex> index) {
        this.place = place;
        this.request = request;
        this.index = index;
    }

    /** Throws {@link InvalidJobException} where the place holds anything else than the same export. */
    static ExportState take(Place place, StoredBatch batch, ExportSpec spec) throws IOException {
        ObjectNode request = request(batch, spec);
        place.reach();
        requireOurs(place, request); // so that nothing is left where there is nothing of ours
        place.takeForWriting();
        ExportState state = new ExportState(place, request, requireOurs(place, request));
        state.begin();
        return state;
    }

    /** The index of a whole dataset, if there is one. */
    private static Optional<DatasetIndex> requireOurs(Place place, ObjectNode request) throws IOException {
        Optional<DatasetIndex> index = DatasetIndex.find(place, DatasetIndex.NAME);
        Optional<DatasetIndex> there = index.isPresent() ? index : DatasetIndex.find(place, DatasetIndex.UNFINISHED);
        if (there.isEmpty() && !place.names().isEmpty()) {
            throw taken(place, place.names().get(0) + " and maybe more");
        }
        if (there.isPresent() && !there.get().isOf(request)) {
            throw taken(place, "another export: " + there.get().difference(request));
        }
        return index;
    }

    /** Leaves the place to any other export. */
    void withdraw() throws IOException {
        place.delete(DatasetIndex.UNFINISHED);
    }

    ObjectNode request() {
        return request;
    }

    /** A dataset that is whole stays what it is: a shard of it may be mended, not replaced by another one. */
    void requireSame(ShardPlan plan) {
        if (index.isPresent() && !index.get().digest(plan.name()).equals(Optional.of(plan.digest()))) {
            throw changed();
        }
    }

    void requireShards(int shards) {
        if (index.isPresent() && index.get().shards() != shards) {
            throw changed();
        }
    }

    /** Rows without a sample are in no shard, but they are told of. */
    void requireCounts(ObjectNode rows, Map<String, Long> leftOut) {
        if (index.isPresent() && !index.get().counts(rows, Json.object(Map.copyOf(leftOut)))) {
            throw changed();
        }
    }

    /** @param draft of {@code missing.parquet} */
    void requireMissing(Path draft) throws IOException {
        if (index.isPresent() && !isSame(draft, index.get().files().get(MissingRows.NAME))) {
            throw changed();
        }
    }

    /** Row by row where the bytes differ, as another version of the fleet may write the same rows in other bytes. */
    private boolean isSame(Path draft, FileFacts published) throws IOException {
        try (InputStream in = Files.newInputStream(draft)) {
            if (FileFacts.of(in).equals(published)) {
                return true;
            }
        }
        return place.size(MissingRows.NAME).isPresent()
                && place.read(MissingRows.NAME, file -> MissingRows.same(file, draft));
    }

    private InvalidJobException changed() {
        return new InvalidJobException("--to: " + place + ": a finished export; the batch has other outcomes now"
                + " (expected: another place, or no outcome that has changed)");
    }

    private void begin() throws IOException {
        if (index.isEmpty()) {
            ObjectNode node = Json.object().put("version", DatasetIndex.VERSION);
            node.set("request", request);
            new DatasetIndex(node).write(place, DatasetIndex.UNFINISHED);
        }
    }

    private static ObjectNode request(StoredBatch batch, ExportSpec spec) {
        ObjectNode node = Json.object().put("batch", batch.name()).put("input", batch.inputDigest());
        node.put("model", batch.model().name()).put("weights", batch.model().digest());
        node.set("options", spec.json());
        return node;
    }

    private static InvalidJobException taken(Place place, String what) {
        return new InvalidJobException(
                "--to: " + place + ": holds " + what + " (expected: an empty place, or the same export as there)");
    }
}
