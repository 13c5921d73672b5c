package io.wuerstchen.fleet.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetRecords;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.shard.TarMembers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What exactly is wrong with a tar that isn't what the index says: which member, by the table beside it. */
final class TarFaults {
    private static final int MOST = 20;

    private final Place place;
    private final String name;
    private final Map<String, String> digests = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    TarFaults(Place place, String name) {
        this.place = place;
        this.name = name;
    }

    List<String> all() throws IOException {
        readMembers();
        String table = name.replaceAll("\\.tar$", ".parquet");
        try {
            if (place.size(table).isPresent()) {
                place.read(table, this::compare);
            }
        } catch (IOException e) {
            add(table + ": can't be read: " + e.getMessage());
        }
        return faults.size() <= MOST ? faults : shortened();
    }

    private void readMembers() {
        try (InputStream in = place.open(name)) {
            TarMembers.read(in, member -> digests.put(member.name(), member.sha256()));
        } catch (IOException e) {
            add("torn after " + digests.size() + " members: " + e.getMessage());
        }
    }

    private Void compare(Path table) throws IOException {
        Set<String> columns = Set.of("key", "sha256", "prompt", "output_format");
        try (ParquetRecords records = ParquetRecords.open(table, columns)) {
            for (ObjectNode row = records.next(); row != null; row = records.next()) {
                compare(row);
            }
        }
        return null;
    }

    private void compare(ObjectNode row) {
        String key = row.path("key").asText();
        String extension =
                OutputFormat.parse(row.path("output_format").asText()).extension();
        String prompt = row.path("prompt").asText();
        compare(key + "." + extension, row.path("sha256").asText());
        compare(key + ".txt", Digests.sha256(prompt.getBytes(StandardCharsets.UTF_8)));
        if (!digests.containsKey(key + ".json")) {
            add(key + ".json: missing");
        }
    }

    private void compare(String member, String expected) {
        String found = digests.get(member);
        if (found == null) {
            add(member + ": missing");
        } else if (!found.equals(expected)) {
            add(member + ": sha256 " + found + " (expected: " + expected + ")");
        }
    }

    private void add(String fault) {
        faults.add(name + ": " + fault);
    }

    private List<String> shortened() {
        List<String> first = new ArrayList<>(faults.subList(0, MOST));
        first.add(name + ": and " + (faults.size() - MOST) + " more");
        return first;
    }
}
