package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real batch, proven, and then damaged in every way that a proof must see. */
@Timeout(120)
@WithInfra
class ReconcileIT {
    private static final int ROWS = 60;

    @TempDir
    Path folder;

    @Test
    void provesABatchAndFindsWhateverIsDoneToItAfterwards(Infra infra) throws IOException {
        // Given
        InfraCommands fleet = new InfraCommands(infra);
        Path prompts = InfraCommands.prompts(folder.resolve("proven.jsonl"), ROWS);
        Files.writeString(prompts, "\n{\"widht\":1}", StandardOpenOption.APPEND);
        try (Worker worker = fleet.startWorker("simulated:5ms")) {
            assertThat(fleet.run("submit", prompts.toString()).exitCode()).isEqualTo(3);
        }

        // When it is left alone
        CommandLineRun proven = fleet.onStore("reconcile", "proven", "--deep");

        // Then
        assertThat(proven.exitCode()).as(proven.err()).isZero();
        assertThat(proven.out().strip())
                .isEqualTo("requested=61 committed=60 dead=0 rejected=1 cancelled=0"
                        + " missing=0 differing=0 orphans=0 torn=0");

        // And when it is not
        try (MinioObjectStore store = new MinioObjectStore(infra.store())) {
            damage(store);
        }
        Path rows = folder.resolve("made/for/rows.jsonl");
        CommandLineRun damaged = fleet.onStore("reconcile", "proven", "--deep", "--repair", "--rows", rows.toString());

        // Then
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.out().strip())
                .isEqualTo("requested=61 committed=60 dead=0 rejected=1 cancelled=0"
                        + " missing=1 differing=0 orphans=0 torn=2 pending=1");
        assertThat(damaged.err())
                .contains(
                        "missing: row 7 batches/proven/images/00000/000000007-0.png: committed, but this object",
                        "torn: row 8 batches/proven/images/00000/000000008-0.png: 3 bytes (expected: ",
                        "torn: row 9 batches/proven/images/00000/000000009-0.png: sha256 ",
                        "pending: batches/proven/images/00000/000000999-0.png: no row of this batch");
        assertThat(read(rows)).extracting(found -> found.path("row").asLong(-1)).containsExactly(7L, 8L, 9L, -1L);

        // And when its pictures are wanted
        Path report = folder.resolve("report.json");
        Path pictures = folder.resolve("pictures");
        CommandLineRun submit = fleet.run(
                "submit", prompts.toString(), "--report", report.toString(), "--download", pictures.toString());

        // Then
        assertThat(submit.exitCode()).as(submit.err()).isEqualTo(1);
        assertThat(submit.out()).startsWith("proven: 61 rows: 60 committed, ");
        assertThat(submit.errorLines())
                .last()
                .isEqualTo("fleet: not downloaded, as S3 has them damaged or not at all: id-7.png, id-8.png, id-9.png"
                        + " (fleet reconcile proven --deep tells of each)");
        assertThat(report).exists();
        assertThat(pictures).isDirectoryNotContaining("glob:**/id-{7,8,9}.png");
        assertThat(pictures.toFile().list()).hasSize(ROWS - 3);
    }

    @Test
    void aBatchThatIsNotThereAndAWrongNameAreWrongUse(Infra infra) {
        InfraCommands fleet = new InfraCommands(infra);

        assertThat(fleet.onStore("reconcile", "nowhere"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.errorLines())
                        .last()
                        .isEqualTo("fleet: batch: nowhere (expected: one whose input is in the store)"));
        assertThat(fleet.onStore("reconcile", "no/where").exitCode()).isEqualTo(2);
    }

    private static void damage(ObjectStore store) {
        String images = "batches/proven/images/00000/";
        store.delete(images + "000000007-0.png");
        store.put(object(images + "000000008-0.png", new byte[3]));
        byte[] flipped = store.get(images + "000000009-0.png");
        flipped[flipped.length / 2] ^= 1;
        store.put(object(images + "000000009-0.png", flipped));
        store.put(object(images + "000000999-0.png", flipped));
    }

    private static StoreObject object(String key, byte[] bytes) {
        return new StoreObject(key, bytes, "image/png", Map.of());
    }

    private static List<ObjectNode> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(Json::parseObject).toList();
    }
}
