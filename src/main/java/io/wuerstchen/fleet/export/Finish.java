package io.wuerstchen.fleet.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.output.StoredBatch;
import io.wuerstchen.fleet.export.card.Croissant;
import io.wuerstchen.fleet.export.card.DatasetCard;
import io.wuerstchen.fleet.export.card.DatasetFacts;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.sample.SampleColumns;
import io.wuerstchen.fleet.export.shard.FileFacts;
import io.wuerstchen.fleet.export.shard.ShardSeal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Once all shards stand: what describes them, and the index last. */
final class Finish {
    private final Place place;
    private final ExportState state;
    private final Made made;
    private final SortedMap<String, FileFacts> files = new TreeMap<>();

    Finish(Place place, ExportState state, Made made) {
        this.place = place;
        this.state = state;
        this.made = made;
    }

    /** What there is to be described. */
    record Made(StoredBatch batch, ExportSpec spec, SampleColumns columns, List<ShardSeal> shards) {}

    void run(PlannedRows rows, NearReport near) throws IOException {
        near.find(made.shards());
        state.requireCounts(rows(rows.counts()), leftOut(rows.counts(), near));
        state.requireMissing(rows.missing());
        if (near.publish()) {
            files.put(NearReport.NAME, facts(NearReport.NAME));
        }
        rows.publish();
        files.put(MissingRows.NAME, facts(MissingRows.NAME));
        DatasetFacts facts = facts(rows.counts(), near);
        write(DatasetCard.NAME, DatasetCard.of(facts));
        write(Croissant.NAME, Json.pretty(Croissant.of(facts)));
        DatasetIndex index = index(rows.counts(), near, facts.command());
        index.write(place, DatasetIndex.NAME);
        clear(index);
    }

    private DatasetIndex index(RowCounts counts, NearReport near, String command) {
        ObjectNode node = Json.object().put("version", DatasetIndex.VERSION).put("command", command);
        node.set("request", state.request());
        node.set("rows", rows(counts));
        node.set("left_out", Json.object(Map.copyOf(leftOut(counts, near))));
        ObjectNode schema = node.putObject("schema").put("version", SampleColumns.VERSION);
        ArrayNode columns = schema.putArray("columns");
        made.columns().parquet().forEach(column -> columns.addObject()
                .put("name", column.name())
                .put("type", column.kind().typeName()));
        ObjectNode list = node.putObject("files");
        files.forEach((name, file) -> list.set(name, file.json()));
        ArrayNode shards = node.putArray("shards");
        for (ShardSeal shard : made.shards()) {
            ObjectNode json = shard.json();
            json.withObjectProperty("files")
                    .set(shard.plan().stats(), stats(shard).json());
            shards.add(json);
        }
        return new DatasetIndex(node);
    }

    private ObjectNode rows(RowCounts counts) {
        ObjectNode rows = Json.object().put("all", made.batch().rows()).put("committed", counts.committed());
        counts.missingByState().forEach(rows::put);
        return rows;
    }

    private FileFacts stats(ShardSeal shard) {
        try {
            return facts(shard.plan().stats());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DatasetFacts facts(RowCounts counts, NearReport near) {
        Map<String, Long> rows = new LinkedHashMap<>();
        rows.put("committed", counts.committed());
        rows.putAll(counts.missingByState());
        ExportSpec.Licences licences = made.spec().licences();
        return new DatasetFacts(
                new DatasetFacts.Source(
                        made.batch().name(), made.batch().model(), licences.dataset(), licences.model()),
                new DatasetFacts.Counts(rows, leftOut(counts, near), counts.parameters(), counts.moreParameters()),
                splits(),
                new DatasetFacts.Contents(made.columns().parquet(), endings(counts)),
                made.spec().command(made.batch().name()));
    }

    private static Map<String, Long> leftOut(RowCounts counts, NearReport near) {
        Map<String, Long> leftOut = new LinkedHashMap<>();
        long byWhere = counts.pictures() - counts.samples() - near.dropped();
        if (byWhere > 0) {
            leftOut.put("by --where", byWhere);
        }
        if (near.dropped() > 0) {
            leftOut.put("near duplicates", near.dropped());
        }
        return leftOut;
    }

    private List<DatasetFacts.Split> splits() {
        return made.spec().choice().splits().names().stream().map(this::split).toList();
    }

    private DatasetFacts.Split split(String name) {
        List<ShardSeal> own = made.shards().stream()
                .filter(shard -> shard.plan().split().equals(name))
                .toList();
        return new DatasetFacts.Split(
                name,
                own.size(),
                own.stream().mapToLong(shard -> shard.plan().size().samples()).sum(),
                own.stream().mapToLong(shard -> shard.plan().size().bytes()).sum());
    }

    private List<String> endings(RowCounts counts) {
        List<String> endings = new ArrayList<>(counts.extensions());
        for (Save kind : Save.values()) {
            if (made.spec().beside().contains(kind)) {
                endings.add(kind.wireName() + ".safetensors");
            }
        }
        endings.add("json");
        endings.add("txt");
        return endings;
    }

    private void write(String name, String text) throws IOException {
        place.draft(name, text);
        place.publish(name);
        files.put(name, facts(name));
    }

    private FileFacts facts(String name) throws IOException {
        try (InputStream in = place.open(name)) {
            return FileFacts.of(in);
        }
    }

    /** What shards of an earlier run left that are no more, as its rows have got other outcomes since. */
    private void clear(DatasetIndex index) throws IOException {
        SortedMap<String, FileFacts> named = index.files();
        String splits = String.join("|", made.spec().choice().splits().names());
        String folder = splits.isEmpty() ? "" : "(" + splits + ")/";
        Pattern ours =
                Pattern.compile(folder + "\\d{5,}(\\.tar|\\.parquet|_stats\\.json)|sheets/" + folder + "\\d{5,}\\.png");
        for (String name : place.names()) {
            if (ours.matcher(name).matches() && !named.containsKey(name)) {
                place.delete(name);
            }
        }
        place.delete(DatasetIndex.UNFINISHED);
    }
}
