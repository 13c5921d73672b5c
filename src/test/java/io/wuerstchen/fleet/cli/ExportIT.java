package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.export.BatchInStore;
import io.wuerstchen.fleet.export.FolderDigests;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code fleet export} on a real S3, killed, repeated, and read by the programs it is for. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
@WithInfra
@Tag("once")
class ExportIT {
    private static final int MANY = 300;
    private static final int SOME = 120;
    private static final int KILLS = 10;
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private Infra infra;
    private StoreAddress address;
    private MinioObjectStore store;

    @BeforeEach
    void openStore(Infra own) {
        infra = own;
        address = infra.store();
        store = new MinioObjectStore(address);
    }

    @AfterEach
    void close() {
        started.forEach(Process::destroyForcibly);
        store.close();
    }

    @Test
    void killedAtTenRandomPointsItGivesTheSameBytes() throws Exception {
        // Given
        putABatch(SOME);
        assertThat(start("whole").waitFor()).as(output("whole")).isZero();
        long shards = seals("whole");
        Random random = new Random();

        // When
        for (int kill = 0; kill < KILLS; kill++) {
            long until = shards * kill / KILLS;
            Process export = start("killed");
            await().atMost(START)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !export.isAlive() || seals("killed") >= until);
            Thread.sleep(random.nextInt(200)); // any moment is as good as any other
            export.destroyForcibly().waitFor();
        }

        // Then
        assertThat(start("killed").waitFor()).as(output("killed")).isZero();
        assertThat(FolderDigests.of(folder.resolve("killed"))).isEqualTo(FolderDigests.of(folder.resolve("whole")));
        assertThat(CommandLineRun.of(
                                "export", "--verify", folder.resolve("killed").toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void goesToABucketAndIsTheSameThere() throws Exception {
        putABatch(SOME);
        String place = "s3://" + address.bucket() + "/sets/demo";

        CommandLineRun there = export(place, "--rows-per-shard", "40");
        CommandLineRun here = export(folder.resolve("here").toString(), "--rows-per-shard", "40");

        assertThat(there.exitCode()).as(there.err()).isZero();
        assertThat(here.exitCode()).as(here.err()).isZero();
        for (String name : List.of("00000.tar", "00002.parquet", "README.md", "index.json")) {
            assertThat(store.get("sets/demo/" + name)).isEqualTo(Files.readAllBytes(folder.resolve("here/" + name)));
        }
        CommandLineRun verified = CommandLineRun.of(withStore("export", "--verify", place));
        assertThat(verified.out()).contains("as the index says");
        store.delete("sets/demo/00001.tar");
        assertThat(CommandLineRun.of(withStore("export", "--verify", place)).out())
                .contains("00001.tar: missing");
    }

    @Test
    void trainingCodeReadsWhatTheDemoModelDrewAsItLies() throws Exception {
        // Given
        PythonEnvironment python = PythonEnvironment.find(folder.resolve("hf"));
        Optional<String> missing = python.missing();
        assumeThat(missing)
                .as("Python with datasets and webdataset: %s", missing)
                .isEmpty();
        DemoBatch batch = DemoBatch.draw(infra, MANY, folder);
        Path dataset = folder.resolve("dataset");
        Path splits = folder.resolve("splits");
        CommandLineRun whole = export(dataset.toString(), "--rows-per-shard", "100", "--license", "cc0-1.0");
        CommandLineRun parts = export(splits.toString(), "--split", "train=0.8,val=0.2", "--with", "embeddings");
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(parts.exitCode()).as(parts.err()).isZero();

        // When
        PythonEnvironment.Run read = python.python(
                Path.of(System.getProperty("fleet.root"), "src/test/resources/export/read_export.py")
                        .toString(),
                dataset.toString(),
                splits.toString(),
                batch.prompts().toString(),
                batch.results().toString());

        // Then
        assertThat(read.exitCode()).as(read.output()).isZero();
        assertThat(read.output().lines())
                .contains(Stream.of(
                                "webdataset",
                                "pyarrow",
                                "datasets, webdataset",
                                "datasets, the folder",
                                "datasets, parquet",
                                "datasets, splits")
                        .map(what -> what + ": " + batch.pictures() + " samples")
                        .toArray(String[]::new));
    }

    @Test
    void saysInOneLineWhatIsWrong() {
        putABatch(1);
        assertThat(CommandLineRun.of(withStore("export", "none", "--to", folder.toString()))
                        .errorLines())
                .contains("fleet: batch: none (expected: one whose input is in the store)");
        assertThat(export(folder.resolve("a").toString(), "--where", "widht > 1")
                        .errorLines())
                .contains("fleet: --where: widht at character 1: no field (did you mean width?)");
        assertThat(export(folder.resolve("a").toString(), "--rows-per-shard", "20000")
                        .exitCode())
                .isEqualTo(2);
        assertThat(CommandLineRun.of("export", "demo").errorLines())
                .containsExactly("fleet: export: which? (expected: BATCH --to PLACE, or --verify PLACE)");
        assertThat(CommandLineRun.of("export", "--verify", folder.toString()).errorLines())
                .anyMatch(line -> line.contains("there is no index.json"));
    }

    private void putABatch(int rows) {
        BatchInStore batch = new BatchInStore(store);
        for (int row = 0; row < rows; row++) {
            addRow(batch, row);
        }
        batch.store();
    }

    private static void addRow(BatchInStore batch, int row) {
        if (row == 17) {
            batch.rejected();
        } else if (row % 97 == 50) {
            batch.dead();
        } else {
            batch.committed(row % 10 == 3 ? 2 : 1, "picture " + row, metadata(row));
        }
    }

    /** Types that come late, a name that many rows don't have, a list. */
    private static Map<String, Object> metadata(int row) {
        return row % 3 == 0
                ? Map.of("shop", "x", "price", row)
                : Map.of("shop", "y", "price", row + 0.5, "tags", List.of("a", row));
    }

    private CommandLineRun export(String to, String... options) {
        List<String> line = new ArrayList<>(List.of("export", "demo", "--to", to));
        line.addAll(List.of(options));
        return CommandLineRun.of(withStore(line.toArray(String[]::new)));
    }

    private String[] withStore(String... arguments) {
        return Stream.concat(
                        Stream.of(arguments),
                        Stream.of(
                                "--s3-endpoint=" + address.endpoint(),
                                "--bucket=" + address.bucket(),
                                "--s3-access-key=" + address.keys().accessKey(),
                                "--s3-secret-key=" + address.keys().secretKey()))
                .toArray(String[]::new);
    }

    /** The launcher's process is the command's own: it gives way to it. */
    private Process start(String name) throws IOException {
        List<String> line = new ArrayList<>(List.of(LauncherRun.packaged().toString()));
        line.addAll(List.of("export", "demo", "--to", folder.resolve(name).toString()));
        line.addAll(List.of("--rows-per-shard", "12", "--parallel", "2", "--with", "embeddings"));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(variable -> variable.startsWith("FLEET_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("FLEET_S3_ENDPOINT", address.endpoint().toString());
        environment.put("FLEET_S3_ACCESS_KEY", address.keys().accessKey());
        environment.put("FLEET_S3_SECRET_KEY", address.keys().secretKey());
        environment.put("FLEET_BUCKET", address.bucket());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String output(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".out"));
    }

    private long seals(String name) throws IOException {
        Path dataset = folder.resolve(name);
        if (!Files.isDirectory(dataset)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(dataset)) {
            return files.filter(file -> file.toString().endsWith("_stats.json")).count();
        }
    }
}
