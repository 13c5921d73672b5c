package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bench at the smallest size that makes sense: that it measures what it says, never how fast. */
@Timeout(240)
class BenchIT {
    @Test
    void intakeHasARowForEachFormat() {
        CommandLineRun run = CommandLineRun.of("bench", "intake", "--rows", "300");

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).contains(" of ", "VM");
        assertThat(lines.get(2)).matches("FORMAT +ROWS +VALIDATED/S +PACKED/S +BYTES/ROW");
        assertThat(lines.subList(3, 8))
                .extracting(line -> line.split(" {2,}")[0])
                .containsExactly("JSONL", "OpenAI batch lines", "CSV", "TSV", "plain text");
        assertThat(lines.subList(3, 8)).allMatch(line -> line.matches(".*  300( +[1-9][0-9,]*){3}"));
    }

    @Test
    void ledgerStartsAgainWithABatchOfEachSize() {
        CommandLineRun run = CommandLineRun.of("bench", "ledger", "--rows", "1000,200000", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode rows = Json.parseObject(run.out()).path("rows");
        assertThat(rows.findValuesAsText("rows")).containsExactly("1000", "200000");
        assertThat(rows).allSatisfy(row -> {
            for (String figure : List.of("results_per_second", "snapshot_bytes", "restart_seconds", "resident_mb")) {
                assertThat(row.path(figure).asDouble()).as(figure).isPositive();
            }
        });
        assertThat(rows.get(1).path("bytes_per_row").asDouble()).isLessThan(1);
    }

    @Test
    void modelHasARowForEachNumberOfPicturesAtOnceWithTheTimeOfEachStage() {
        CommandLineRun run = CommandLineRun.of(
                "bench",
                "model",
                "--at-once",
                "1,2",
                "--rounds",
                "1",
                "--prior-steps",
                "3",
                "--decoder-steps",
                "3",
                "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = Json.parseObject(run.out());
        assertThat(json.path("rows").findValuesAsText("micro_batch")).containsExactly("1", "2");
        assertThat(json.path("rows")).allSatisfy(row -> {
            double stages = row.path("text_seconds").asDouble();
            for (String stage : List.of("prior_seconds", "decoder_seconds", "vqgan_seconds")) {
                assertThat(row.path(stage).asDouble()).as(stage).isPositive();
                stages += row.path(stage).asDouble();
            }
            assertThat(stages)
                    .isPositive()
                    .isLessThanOrEqualTo(row.path("seconds_per_image").asDouble());
            assertThat(row.path("peak_mb").asDouble()).isPositive();
        });
        assertThat(json.path("notes").get(1).asText()).startsWith("Batching ");
    }

    @Test
    void qualityComparesEachPrecisionWithFloat32() {
        CommandLineRun run = CommandLineRun.of(
                "bench", "quality", "--pictures", "2", "--prior-steps", "6", "--decoder-steps", "4", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode rows = Json.parseObject(run.out()).path("rows");
        assertThat(rows.findValuesAsText("precision")).containsExactly("float32", "float16-weights", "int8");
        assertThat(rows.get(0).path("psnr_least").asDouble()).isEqualTo(100);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.path("psnr_least").asDouble()).isGreaterThan(15);
            assertThat(row.path("ssim_least").asDouble()).isGreaterThan(0.5);
            assertThat(row.path("bad_percent").asDouble()).isZero();
        });
        assertThat(rows.get(2).path("psnr_median").asDouble()).isLessThan(100);
    }

    @Test
    void qualityRefusesAPrecisionOfItsOwn() {
        CommandLineRun run = CommandLineRun.of("bench", "quality", "--precision", "int8");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--precision: int8 (expected: none; --against names those that are held against float32)");
    }

    @Test
    void modelRefusesWhatIsNoNumberOfPictures() {
        CommandLineRun run = CommandLineRun.of("bench", "model", "--at-once", "1,0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--at-once: 1,0 (expected: numbers from 1 to 64 with commas between them)");
    }

    @Test
    void referenceRefusesADeviceThatIsNotNamed() {
        CommandLineRun run = CommandLineRun.of("bench", "reference", "--python", "/bin/sh", "--device", "auto");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--device: auto (expected: cpu or cuda:N)");
    }

    @Test
    void referenceRefusesAPythonThatIsNotThere() {
        CommandLineRun run = CommandLineRun.of("bench", "reference", "--python", "/nowhere/python");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--python: /nowhere/python (expected: a program that is there)");
    }

    @Test
    void publishHasThreeRoundsOfJobsThatKafkaHas() {
        CommandLineRun run = CommandLineRun.of("bench", "publish", "--jobs", "200", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = Json.parseObject(run.out());
        assertThat(json.path("bench").asText()).isEqualTo("publish");
        assertThat(json.at("/machine/cores").asInt()).isPositive();
        assertThat(json.path("rows")).hasSize(3).allSatisfy(row -> {
            assertThat(row.path("jobs").asInt()).isEqualTo(200);
            double seconds = row.path("seconds").asDouble();
            assertThat(seconds).isPositive();
            assertThat(row.path("jobs_per_second").asDouble()).isEqualTo(200 / seconds);
        });
    }

    @Test
    void reconcileProvesABatchOfTwoObjectsARow() {
        CommandLineRun run = CommandLineRun.of("bench", "reconcile", "--rows", "12000", "--call", "1ms", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode row = Json.parseObject(run.out()).at("/rows/0");
        assertThat(row.path("objects").asLong()).isEqualTo(24_000);
        assertThat(row.path("rows_per_second").asDouble()).isPositive();
    }

    @Test
    void workerMeasuresABatchWithS3AsItIsAndOneWithS3Slower() {
        CommandLineRun run = CommandLineRun.of(
                "bench", "worker", "--jobs", "600", "--device", "simulated:100ms", "--slower", "2", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode rows = Json.parseObject(run.out()).path("rows");
        assertThat(rows.findValuesAsText("store")).hasSize(2).first().isEqualTo("as is");
        assertThat(rows.findValuesAsText("store").get(1)).matches("\\d+\\.\\d x slower");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.path("bytes_per_job").asDouble()).isBetween(80_000.0, 120_000.0);
            assertThat(row.path("micro_batch_images").asDouble()).isBetween(1.0, 8.0);
            assertThat(row.path("device_busy_percent").asDouble()).isBetween(0.1, 100.0);
            for (String figure :
                    List.of("put_ms", "jobs_per_second", "gap_ms", "cpu_ms_per_job", "encode_ms", "refill_p99_ms")) {
                assertThat(row.path(figure).asDouble()).as(figure).isPositive();
            }
        });
    }

    @Test
    void aDeviceThatIsNotSimulatedIsRefused() {
        CommandLineRun run = CommandLineRun.of("bench", "worker", "--device", "cpu");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines()).containsExactly("fleet: --device: cpu (expected: simulated:100ms or the like)");
    }

    /** In a process of its own, whose memory is that of one command. */
    @ParameterizedTest
    @ValueSource(strings = {"resident", "sequential"})
    void noStageTakesMoreMemoryThanIsReckonedWith(String mode, @TempDir Path folder) throws Exception {
        LauncherRun run = LauncherRun.of(
                LauncherRun.packaged(), folder, "bench", "memory", "--memory", mode, "--pictures", "1,8", "--json");

        assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
        JsonNode rows = Json.parseObject(String.join("\n", run.out())).path("rows");
        assertThat(rows.findValuesAsText("stage"))
                .containsExactly("prior", "decoder", "vqgan", "prior", "decoder", "vqgan");
        assertThat(rows).allSatisfy(row -> assertThat(row.path("share").asDouble())
                .as(row.toString())
                .isBetween(0.1, 1.0));
    }

    /** What three more pictures add, where they are large beside all else; the heap is there from the start. */
    @Test
    void picturesTakeWhatIsReckonedWithForEach(@TempDir Path folder) throws Exception {
        JsonNode one = memory(folder, 1);
        JsonNode four = memory(folder, 4);

        for (int stage = 0; stage < 3; stage++) {
            double reckoned = grown(one, four, stage, "formula_gb");
            assertThat(grown(one, four, stage, "peak_gb"))
                    .as(four.get(stage) + " after " + one.get(stage))
                    .isBetween(reckoned / 4, reckoned);
        }
    }

    private static double grown(JsonNode before, JsonNode after, int stage, String figure) {
        return after.get(stage).path(figure).asDouble()
                - before.get(stage).path(figure).asDouble();
    }

    private static JsonNode memory(Path folder, int pictures) throws Exception {
        LauncherRun run = LauncherRun.of(
                Map.of("JAVA_TOOL_OPTIONS", "-Xms1g -XX:+AlwaysPreTouch"),
                LauncherRun.packaged(),
                folder,
                "bench",
                "memory",
                "--size",
                "512x512",
                "--device",
                "cpu",
                "--pictures",
                String.valueOf(pictures),
                "--json");
        assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
        return Json.parseObject(String.join("\n", run.out())).path("rows");
    }

    @Test
    void aNumberOutOfRangeIsRefusedBeforeAnythingStarts() {
        CommandLineRun run = CommandLineRun.of("bench", "publish", "--jobs", "0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines()).containsExactly("fleet: --jobs: 0 (expected: 1 to 1000000)");
    }

    @Test
    void withoutANameItAsksWhichBench() {
        CommandLineRun run = CommandLineRun.of("bench");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines()).containsExactly("fleet: which bench? (fleet bench --help lists them)");
    }
}
