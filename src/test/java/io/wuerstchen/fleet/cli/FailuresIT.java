package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Batches with rows that fail, from the file to the report. */
@Timeout(300)
@WithInfra
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
class FailuresIT {
    private static final String MODEL = "wuerstchen-emoji";
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** As few as let a job become a suspect: each death costs the start of a JVM. */
    private static final int DELIVERIES = 3;
    /** So short that the next worker soon has what a killed one had. */
    private static final Duration LOCK = Duration.ofSeconds(4);

    private static final String FAULTY = "simulated:20ms,faults";

    @TempDir
    private Path folder;

    @Test
    void aFileWithThreeBadRowsEndsWithTheOthersCommittedAndRetryCommitsTheOneThatCanBeDrawnByNow(Infra infra)
            throws IOException {
        // Given
        Path prompts = InfraCommands.prompts(folder.resolve("mixed.jsonl"), 61);
        append(prompts, "{\"id\":\"" + "x".repeat(300) + "\",\"prompt\":\"a cat\"}");
        append(prompts, "{\"id\":\"guided\",\"prompt\":\"a cat\",\"prior_guidance\":NaN}");
        append(prompts, "{\"id\":\"nan\",\"prompt\":\"a cat [fault:nan]\",\"size\":\"128x128\"}");
        InfraCommands fleet = new InfraCommands(infra);

        // When
        CommandLineRun submit;
        try (Worker worker = fleet.startWorker(FAULTY)) {
            submit = submit(fleet, prompts);
        }
        CommandLineRun retry;
        try (Worker mended = fleet.startWorker("simulated:20ms")) {
            retry = fleet.run("retry", "mixed");
        }

        // Then
        assertThat(submit.exitCode()).as(submit.err()).isEqualTo(3);
        List<ObjectNode> results = results();
        assertThat(results).hasSize(64);
        assertThat(inState(results, "committed")).hasSize(61);
        assertThat(inState(results, "rejected"))
                .extracting(result -> result.get("reason").asText())
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("1 to 200 characters"),
                        reason -> assertThat(reason).contains("NaN"));
        assertThat(inState(results, "dead")).singleElement().satisfies(result -> {
            assertThat(result.get("id").asText()).isEqualTo("nan");
            assertThat(result.get("kind").asText()).isEqualTo("BadImage");
            assertThat(result.get("reason").asText()).contains("NaN or infinity in the image embeddings");
        });
        assertThat(retry.exitCode()).as(retry.err()).isEqualTo(3);
        assertThat(retry.out()).contains("mixed: 64 rows: 62 committed, 0 dead, 2 rejected");
        CommandLineRun proof = fleet.onStore("reconcile", "mixed");
        assertThat(proof.exitCode()).as(proof.out() + proof.err()).isZero();
        assertThat(proof.out()).startsWith("requested=64 committed=62 dead=0 rejected=2 ");
    }

    @Test
    void rowsThatFailForAWhileAreCommittedAndThoseThatFailAlwaysAreDeadAfterThreeAttempts(Infra infra)
            throws IOException {
        // Given
        Path prompts = InfraCommands.prompts(folder.resolve("failing.jsonl"), 10);
        append(prompts, "{\"id\":\"once\",\"prompt\":\"a cat [fault:error-once]\",\"size\":\"128x128\"}");
        append(prompts, "{\"id\":\"always\",\"prompt\":\"a cat [fault:error]\",\"size\":\"128x128\"}");
        append(prompts, "{\"id\":\"large\",\"prompt\":\"a cat [fault:oom]\",\"size\":\"128x128\"}");
        InfraCommands fleet = new InfraCommands(infra);

        // When
        CommandLineRun submit;
        try (Worker worker = fleet.startWorker(FAULTY)) {
            submit = submit(fleet, prompts);
        }

        // Then
        assertThat(submit.exitCode()).as(submit.err()).isEqualTo(3);
        List<ObjectNode> results = results();
        assertThat(inState(results, "committed")).hasSize(11);
        assertThat(inState(results, "dead"))
                .extracting(result ->
                        result.get("id").asText() + " " + result.get("kind").asText())
                .containsExactly("always ModelError", "large OutOfMemory");
        try (JobTopics topics = new JobTopics(infra, MODEL)) {
            assertThat(topics.deadLetters())
                    .extracting(letter -> letter.key() + " " + header(letter, "fleet_kind") + " "
                            + header(letter, "fleet_attempts_made"))
                    .containsExactlyInAnyOrder("failing/11 ModelError 3", "failing/12 OutOfMemory 3");
        }
    }

    @Test
    void aJobThatTakesItsWorkersWithItIsDeadAsACrashAndItsMatesCommit(Infra infra) throws Exception {
        // Given
        Path prompts = InfraCommands.prompts(folder.resolve("crashing.jsonl"), 11);
        append(prompts, "{\"id\":\"crash\",\"prompt\":\"a cat [fault:crash]\",\"size\":\"128x128\"}");

        // When
        CommandLineRun submit;
        try (FleetProcesses processes = new FleetProcesses(infra, folder)) {
            processes.keepWorker("one", FAULTY);
            processes.keepWorker("other", FAULTY);
            submit = submit(new InfraCommands(infra), prompts);
        }

        // Then
        assertThat(submit.exitCode()).as(submit.err()).isEqualTo(3);
        List<ObjectNode> results = results();
        assertThat(inState(results, "committed")).hasSize(11);
        assertThat(inState(results, "dead")).singleElement().satisfies(result -> {
            assertThat(result.get("id").asText()).isEqualTo("crash");
            assertThat(result.get("kind").asText()).isEqualTo("Crash");
        });
        try (JobTopics topics = new JobTopics(infra, MODEL)) {
            assertThat(topics.deadLetters()).extracting(letter -> letter.key()).containsExactly("crashing/11");
        }
    }

    @Test
    void anInnocentRowIsCommittedThoughMoreWorkersAreKilledWithItThanTheBrokerDeliversIt(Infra infra) throws Exception {
        try (JobTopics topics = new JobTopics(infra, MODEL);
                FleetProcesses processes = new FleetProcesses(infra, folder)) {
            // Given
            Path prompts = InfraCommands.prompts(folder.resolve("innocent.jsonl"), 1);
            Process submit = processes.start("submit", "submit", prompts.toString());

            // When
            for (int kill = 0; kill <= DELIVERIES; kill++) {
                Process worker = processes.startWorker("killed", "simulated:10m");
                topics.limit(DELIVERIES, LOCK);
                await().atMost(LIMIT).until(() -> processes.metrics("killed").contains("fleet_jobs_in_hand 1.0"));
                worker.destroyForcibly().waitFor();
            }
            processes.startWorker("killed", "simulated:20ms");

            // Then
            assertThat(submit.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(submit.exitValue()).as(processes.text("submit")).isZero();
        }
    }

    private CommandLineRun submit(InfraCommands fleet, Path prompts) {
        return fleet.run(
                "submit",
                prompts.toString(),
                "--report",
                folder.resolve("report.json").toString());
    }

    private List<ObjectNode> results() throws IOException {
        return Files.readAllLines(folder.resolve("results.jsonl")).stream()
                .map(Json::parseObject)
                .toList();
    }

    private static List<ObjectNode> inState(List<ObjectNode> results, String state) {
        return results.stream()
                .filter(result -> result.get("state").asText().equals(state))
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void append(Path prompts, String row) throws IOException {
        Files.writeString(prompts, "\n" + row, StandardOpenOption.APPEND);
    }
}
