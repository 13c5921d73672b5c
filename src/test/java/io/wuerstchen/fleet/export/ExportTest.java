package io.wuerstchen.fleet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.output.StoredBatch;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetRecords;
import io.wuerstchen.fleet.export.ExportSpec.Choice;
import io.wuerstchen.fleet.export.ExportSpec.Licences;
import io.wuerstchen.fleet.export.ExportSpec.Near;
import io.wuerstchen.fleet.export.place.Folder;
import io.wuerstchen.fleet.export.place.PlaceInUseException;
import io.wuerstchen.fleet.export.sample.Splits;
import io.wuerstchen.fleet.export.sample.Where;
import io.wuerstchen.fleet.export.shard.ShardLimits;
import io.wuerstchen.fleet.export.shard.TarMembers;
import io.wuerstchen.fleet.export.shard.TarMembers.Member;
import io.wuerstchen.fleet.export.shard.TornObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final ShardLimits TEN = new ShardLimits(10, 1L << 30);
    private static final ExportSpec PLAIN = spec(Where.everything(), Splits.none(), new Near(null, false));

    @TempDir
    private Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final BatchInStore batch = new BatchInStore(store);

    @Test
    void shardsHoldTheCommittedRowsInOrderUnderDenseKeys() throws Exception {
        // Given
        batch.committed(1).dead().committed(2).rejected();
        for (int i = 0; i < 8; i++) {
            batch.committed(1);
        }

        // When
        ExportReport report = export("a", PLAIN);

        // Then
        assertThat(report.finished()).isTrue();
        assertThat(report.counts()).isEqualTo(new ExportReport.Counts(10, 2, 11, 0, 0));
        assertThat(rows("a/00000.parquet"))
                .extracting(row -> row.get("key").asText() + " " + row.get("row") + " " + row.get("image"))
                .startsWith("000000000 0 0", "000000001 2 0", "000000002 2 1", "000000003 4 0")
                .endsWith("000000009 10 0");
        assertThat(rows("a/00001.parquet"))
                .extracting(row -> row.get("key").asText())
                .containsExactly("000010000");
        assertThat(rows("a/missing.parquet"))
                .extracting(row -> row.get("row") + " " + row.get("id").asText() + " "
                        + row.get("state").asText() + " " + row.get("reason").asText())
                .containsExactly("1 id-1 dead NaN in the latents", "3 bad-3 rejected prompt: missing");
    }

    @Test
    void aSampleIsItsPictureItsFieldsAndItsPrompt() throws Exception {
        batch.committed(1, "größe 🍎", Map.of("sku", "A-1", "stock", 7));

        export("a", PLAIN);

        ObjectNode row = rows("a/00000.parquet").get(0);
        assertThat(members("a/00000.tar"))
                .extracting(Member::name)
                .containsExactly(
                        "000000000.png", "000000000.embeddings.safetensors", "000000000.json", "000000000.txt");
        assertThat(members("a/00000.tar").get(0).sha256())
                .isEqualTo(row.get("sha256").asText());
        assertThat(row.get("prompt").asText()).isEqualTo("größe 🍎");
        assertThat(row.get("metadata.sku").asText()).isEqualTo("A-1");
        assertThat(row.get("metadata.stock").isIntegralNumber()).isTrue();
        assertThat(row.get("weights").asText()).isEqualTo(BatchInStore.MODEL.digest());
        assertThat(row.get("perceptual_hash").asText()).matches("[0-9a-f]{16}");
    }

    @Test
    void theSameBatchIsTheSameBytesWhateverThePace() throws Exception {
        for (int i = 0; i < 45; i++) {
            batch.committed(1 + i % 3, "picture " + i, Map.of("i", i));
        }
        ExportSpec spec = spec(Where.everything(), Splits.parse("train=0.8,val=0.2"), new Near(3, false));
        StoredBatch stored = batch.store();

        export(stored, "a", spec, 1);
        export(stored, "b", spec, 4);

        assertThat(files("a")).isEqualTo(files("b")).containsKeys("train/00000.tar", "val/00000.tar", "index.json");
    }

    /** The store fails at every place in turn; what is there by then is used by the next attempt. */
    @Test
    void brokenOffAnywhereItGoesOnToTheSameBytes() throws Exception {
        for (int i = 0; i < 24; i++) {
            batch.committed(1);
        }
        StoredBatch stored = batch.store();
        export(stored, "whole", PLAIN, 2);

        int attempts = 0;
        boolean finished = false;
        while (!finished) {
            try (Folder place = new Folder(folder.resolve("broken"))) {
                FailingStore failing = new FailingStore(store, 9 + 7 * attempts);
                finished = new Export(failing, stored, place, new NoListener())
                        .run(PLAIN, new Export.Pace(2, Optional.empty()))
                        .finished();
            } catch (IllegalStateException e) {
                attempts++;
            }
        }

        assertThat(attempts).isPositive();
        assertThat(files("broken")).isEqualTo(files("whole"));
    }

    @Test
    void leavesOutWhatIsNotWanted() throws Exception {
        batch.committed(1, "a", Map.of(), List.of("image: every pixel has the same colour"));
        batch.committed(1, "b", Map.of());

        ExportReport report = export("a", spec(Where.parse("not warning"), Splits.none(), new Near(null, false)));

        assertThat(report.counts().leftOut()).isEqualTo(1);
        assertThat(rows("a/00000.parquet"))
                .extracting(row -> row.get("prompt").asText())
                .containsExactly("b");
    }

    @Test
    void findsNearDuplicatesAndDropsThemWhereAsked() throws Exception {
        batch.committed(1, "a cat", Map.of()).committed(1, "a dog", Map.of());
        batch.open("a boat", Map.of());
        batch.commit(2);
        batch.committed(1, "a cat", Map.of());
        StoredBatch stored = batch.store();

        ExportReport found = export(stored, "found", spec(Where.everything(), Splits.none(), new Near(3, false)), 1);
        ExportReport dropped = export(stored, "dropped", spec(Where.everything(), Splits.none(), new Near(3, true)), 1);

        assertThat(found.counts().samples()).isEqualTo(4);
        assertThat(dropped.counts().samples()).isEqualTo(3);
        ObjectNode line = Json.parseObject(Files.readString(folder.resolve("dropped/near_duplicates.jsonl")));
        assertThat(line.get("row").asInt()).isEqualTo(3);
        assertThat(line.get("near_row").asInt()).isEqualTo(0);
        assertThat(Files.readString(folder.resolve("found/near_duplicates.jsonl")))
                .contains("\"near_row\":0");
    }

    @Test
    void dropsNoneBeforeItHasComparedAllThatComeEarlier() throws Exception {
        batch.committed(1, "a cat", Map.of());
        batch.open("a cat", Map.of());
        batch.committed(1, "a cat", Map.of());
        StoredBatch stored = batch.store();
        ExportSpec spec = spec(Where.everything(), Splits.none(), new Near(3, true));
        ExportListener committingMeanwhile = new NoListener() {
            @Override
            public void compares(long pictures) {
                batch.commit(1);
            }
        };

        ExportReport before;
        try (Folder place = new Folder(folder.resolve("a"))) {
            before = new Export(store, stored, place, committingMeanwhile)
                    .run(spec, new Export.Pace(1, Optional.empty()));
        }
        ExportReport after = export(stored, "a", spec, 1);

        assertThat(before.finished()).isFalse();
        assertThat(after.finished()).isTrue();
        assertThat(after.counts().samples()).isEqualTo(1);
        assertThat(after.counts().nearDuplicates()).isEqualTo(2);
    }

    @Test
    void theCardNamesNoSplitWithoutAFile() throws Exception {
        batch.committed(1);
        Splits splits = Splits.parse("train=0.5,val=0.5");

        export("a", spec(Where.everything(), splits, new Near(null, false)));

        String full = splits.of("id-0");
        assertThat(Files.readString(folder.resolve("a/README.md")))
                .contains("  - split: " + full + "\n", "DIR/" + full + "/{00000..00000}.tar")
                .doesNotContain("  - split: " + (full.equals("val") ? "train" : "val"));
    }

    @Test
    void aRunningBatchGivesItsFullShardsAndNoIndex() throws Exception {
        for (int i = 0; i < 14; i++) {
            batch.committed(1);
        }
        batch.open("not yet", Map.of());
        batch.committed(1);
        StoredBatch stored = batch.store();

        ExportReport before = export(stored, "a", PLAIN, 1);
        batch.commit(14);
        Map<String, String> then = files("a");
        ExportReport after = export(stored, "a", PLAIN, 1);

        assertThat(before.finished()).isFalse();
        assertThat(then).containsKeys("00000.tar", "unfinished.json").doesNotContainKeys("00001.tar", "index.json");
        assertThat(after.finished()).isTrue();
        assertThat(files("a")).containsKeys("00001.tar", "index.json").doesNotContainKeys("unfinished.json");
        assertThat(files("a")).containsEntry("00000.tar", then.get("00000.tar"));
    }

    @Test
    void rowsOfACancelledBatchThatWereNeverDrawnAreMissing() throws Exception {
        batch.committed(1);
        batch.open("never drawn", Map.of());
        StoredBatch stored = batch.store();

        ExportReport running = export(stored, "a", PLAIN, 1);
        batch.cancelled();
        ExportReport ended = export(stored, "a", PLAIN, 1);

        assertThat(running.finished()).isFalse();
        assertThat(ended.finished()).isTrue();
        assertThat(rows("a/missing.parquet"))
                .extracting(
                        row -> row.get("id").asText() + " " + row.get("state").asText())
                .containsExactly("id-1 cancelled");
    }

    @Test
    void followsABatchUntilItEnds() throws Exception {
        for (int i = 0; i < 14; i++) {
            batch.committed(1);
        }
        batch.open("not yet", Map.of());
        StoredBatch stored = batch.store();
        CompletableFuture<Long> waiting = new CompletableFuture<>();
        ExportListener listener = new NoListener() {
            @Override
            public void waitsFor(long row) {
                waiting.complete(row);
            }
        };

        CompletableFuture<ExportReport> following = CompletableFuture.supplyAsync(() -> {
            try (Folder place = new Folder(folder.resolve("a"))) {
                return new Export(store, stored, place, listener)
                        .run(PLAIN, new Export.Pace(1, Optional.of(Duration.ofMillis(20))));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(14);
        batch.commit(14);

        assertThat(following.get(30, TimeUnit.SECONDS).counts().samples()).isEqualTo(15);
    }

    @Test
    @Timeout(60)
    void aShardThatFailsEndsTheWaitForOthers() throws Exception {
        for (int i = 0; i < 14; i++) {
            batch.committed(1);
        }
        batch.open("not yet", Map.of());
        StoredBatch stored = batch.store();

        try (Folder place = new Folder(folder.resolve("a"))) {
            Export following = new Export(new FailingStore(store, 0), stored, place, new NoListener());
            assertThatThrownBy(() -> following.run(PLAIN, new Export.Pace(1, Optional.of(Duration.ofMillis(20)))))
                    .hasMessage("the store is gone");
        }
    }

    @Test
    void refusesAPlaceThatHoldsSomethingElse() throws Exception {
        batch.committed(1);
        StoredBatch stored = batch.store();
        Files.createDirectories(folder.resolve("full"));
        Files.writeString(folder.resolve("full/holiday.txt"), "mine");
        Files.writeString(folder.resolve("full/film.part"), "mine too");
        export(stored, "a", PLAIN, 1);

        assertThatThrownBy(() -> export(stored, "full", PLAIN, 1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("film.part");
        assertThat(files("full")).containsOnlyKeys("holiday.txt", "film.part");
        assertThat(folder.resolve("full/.drafts")).doesNotExist();
        ExportSpec other = spec(Where.parse("width > 0"), Splits.none(), new Near(null, false));
        assertThatThrownBy(() -> export(stored, "a", other, 1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("holds another export: where \"\" there, \"width > 0\" here (expected: ");
    }

    @Test
    void conditionsThatNoPictureFulfilsMakeNoDatasetAndLeaveThePlaceFree() throws Exception {
        // Given
        batch.committed(1);
        StoredBatch stored = batch.store();
        ExportSpec none = spec(Where.parse("width > 100000"), Splits.none(), new Near(null, false));

        // When
        assertThatThrownBy(() -> export(stored, "a", none, 1))

                // Then
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "batch demo: no picture to export (expected: one or more; of 1 committed, --where");
        assertThat(files("a")).doesNotContainKeys("unfinished.json", "index.json");
        assertThat(export(stored, "a", PLAIN, 1).shards()).isEqualTo(1);
    }

    @Test
    void oneExportAtATimeWritesToAPlace() throws Exception {
        batch.committed(1);
        StoredBatch stored = batch.store();

        try (Folder busy = new Folder(folder.resolve("a"))) {
            busy.takeForWriting();
            assertThatThrownBy(() -> export(stored, "a", PLAIN, 1)).isInstanceOf(PlaceInUseException.class);
        }

        assertThat(export(stored, "a", PLAIN, 1).finished()).isTrue();
    }

    @Test
    void aFinishedDatasetStaysWhatItIs() throws Exception {
        batch.dead().committed(1);
        StoredBatch stored = batch.store();
        export(stored, "a", PLAIN, 1);
        Map<String, String> before = files("a");
        batch.commit(0);

        assertThatThrownBy(() -> export(stored, "a", PLAIN, 1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("the batch has other outcomes");
        assertThat(files("a")).isEqualTo(before);
    }

    /** The one that has is in no shard. */
    @Test
    void aFinishedDatasetStaysWhatItIsWhereOnlyRowsOutsideOfShardsHaveChanged() throws Exception {
        // Given
        batch.committed(1).dead();
        StoredBatch stored = batch.store();
        ExportSpec spec = spec(Where.parse("row = 0"), Splits.none(), new Near(null, false));
        export(stored, "a", spec, 1);
        Map<String, String> before = files("a");
        batch.commit(1);

        // When
        assertThatThrownBy(() -> export(stored, "a", spec, 1))
                // Then
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("the batch has other outcomes");
        assertThat(files("a")).isEqualTo(before);
    }

    @Test
    void mendsTheListOfMissingRowsWhereItIsLost() throws Exception {
        batch.committed(1).dead();
        StoredBatch stored = batch.store();
        export(stored, "a", PLAIN, 1);
        Map<String, String> before = files("a");
        Files.delete(folder.resolve("a/missing.parquet"));

        export(stored, "a", PLAIN, 1);

        assertThat(files("a")).isEqualTo(before);
    }

    @Test
    void mendsAShardThatHasLostAFile() throws Exception {
        batch.committed(1);
        StoredBatch stored = batch.store();
        export(stored, "a", PLAIN, 1);
        Files.createDirectories(folder.resolve("a/mine"));
        Files.writeString(folder.resolve("a/mine/00000.tar"), "not of the export");
        Map<String, String> before = files("a");
        Files.delete(folder.resolve("a/00000.tar"));

        export(stored, "a", PLAIN, 1);

        assertThat(files("a")).isEqualTo(before);
    }

    @Test
    void anObjectThatIsNotWhatItWasStopsTheExport() throws Exception {
        batch.committed(1);
        StoredBatch stored = batch.store();
        String key = store.keys().stream()
                .filter(name -> name.contains("/images/"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = store.get(key);
        bytes[50] ^= 1;
        store.put(new io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject(key, bytes, "image/png", Map.of()));

        assertThatThrownBy(() -> export(stored, "a", PLAIN, 1))
                .isInstanceOf(TornObjectException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("row 0 (id-0)");
        assertThat(folder.resolve("a/00000.tar")).doesNotExist();
    }

    private static ExportSpec spec(Where where, Splits splits, Near near) {
        return new ExportSpec(
                TEN, Set.of(Save.EMBEDDINGS), new Choice(where, splits), near, new Licences("cc0-1.0", "mit"));
    }

    private ExportReport export(String name, ExportSpec spec) throws Exception {
        return export(batch.store(), name, spec, 2);
    }

    private ExportReport export(StoredBatch stored, String name, ExportSpec spec, int shards) throws Exception {
        try (Folder place = new Folder(folder.resolve(name))) {
            return new Export(store, stored, place, new NoListener())
                    .run(spec, new Export.Pace(shards, Optional.empty()));
        }
    }

    private List<ObjectNode> rows(String file) throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        try (ParquetRecords records = ParquetRecords.open(folder.resolve(file))) {
            for (ObjectNode row = records.next(); row != null; row = records.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<Member> members(String file) throws IOException {
        List<Member> members = new ArrayList<>();
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            TarMembers.read(in, members::add);
        }
        return members;
    }

    private Map<String, String> files(String name) throws IOException {
        return FolderDigests.of(folder.resolve(name));
    }
}
