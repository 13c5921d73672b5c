package io.wuerstchen.fleet.export.shard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetRecords;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetTable;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.sample.SampleColumns;
import io.wuerstchen.fleet.export.shard.Fetched.Content;
import io.wuerstchen.fleet.export.shard.TarMembers.Member;
import io.wuerstchen.fleet.sheet.ContactSheet;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The files of one shard on their way to being published. One thread only. */
final class ShardDraft implements Closeable {
    private final Place place;
    private final ShardPlan plan;
    private final SampleColumns columns;
    private final TarShard tar;
    private final ParquetTable table;
    private final List<Member> members = new ArrayList<>();
    private final List<String> digests = new ArrayList<>();
    private final List<ContactSheet.Picture> shown = new ArrayList<>();

    ShardDraft(Place place, ShardPlan plan, SampleColumns columns) throws IOException {
        this.place = place;
        this.plan = plan;
        this.columns = columns;
        tar = new TarShard(place.draft(plan.tar()));
        table = new ParquetTable(
                place.draft(plan.parquet()),
                columns.parquet(),
                Map.of("wuerstchen_fleet.schema_version", Integer.toString(SampleColumns.VERSION)));
    }

    void add(Fetched fetched) throws IOException {
        String key = plan.key(digests.size());
        List<Object> values = columns.values(key, fetched.sample(), fetched.hash());
        String prompt = fetched.sample().parameters().text().prompt();
        for (Content file : fetched.files()) {
            add(key + "." + file.ending(), file.bytes(), file.sha256());
        }
        add(key + ".json", columns.json(values));
        add(key + ".txt", prompt.getBytes(StandardCharsets.UTF_8));
        table.add(values);
        digests.add(fetched.sample().picture().sha256());
        if (fetched.thumbnail() != null) {
            shown.add(new ContactSheet.Picture(fetched.thumbnail(), prompt));
        }
    }

    /** Ends the files, reads them again, and publishes them if they hold what they should. */
    ShardSeal seal(String title) throws IOException {
        tar.close();
        table.close();
        Map<String, FileFacts> files = new TreeMap<>();
        files.put(plan.tar(), verifiedTar());
        files.put(plan.parquet(), verifiedTable());
        files.put(plan.sheet(), sheet(title));
        ShardSeal seal = new ShardSeal(plan, files);
        place.draft(plan.stats(), Json.pretty(seal.json()));
        // An old seal must not vouch for new files.
        place.delete(plan.stats());
        for (String name : plan.files()) {
            place.publish(name);
        }
        place.publish(plan.stats());
        return seal;
    }

    @Override
    public void close() throws IOException {
        tar.close();
        table.close();
    }

    private void add(String name, byte[] bytes) throws IOException {
        add(name, bytes, Digests.sha256(bytes));
    }

    private void add(String name, byte[] bytes, String sha256) throws IOException {
        tar.add(name, bytes);
        members.add(new Member(name, bytes.length, sha256));
    }

    private FileFacts verifiedTar() throws IOException {
        List<Member> found = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(place.draft(plan.tar())), 1 << 20)) {
            FileFacts facts = TarMembers.read(in, found::add);
            require(plan.tar(), found.equals(members));
            return facts;
        }
    }

    private FileFacts verifiedTable() throws IOException {
        Path draft = place.draft(plan.parquet());
        List<String> found = new ArrayList<>();
        try (ParquetRecords records = ParquetRecords.open(draft, Set.of("sha256"))) {
            for (ObjectNode row = records.next(); row != null; row = records.next()) {
                found.add(row.path("sha256").asText());
            }
        }
        require(plan.parquet(), found.equals(digests));
        return facts(draft);
    }

    private FileFacts sheet(String title) throws IOException {
        Path draft = place.draft(plan.sheet());
        new ContactSheet().write(new ContactSheet.Contents(title, digests.size(), shown), draft);
        return facts(draft);
    }

    private static FileFacts facts(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return FileFacts.of(in);
        }
    }

    private static void require(String name, boolean same) {
        if (!same) {
            throw new TornObjectException(
                    name + ": what was written can't be read back (expected: a disk that keeps it)");
        }
    }
}
