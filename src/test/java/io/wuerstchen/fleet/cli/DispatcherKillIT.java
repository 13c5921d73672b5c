package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ResilientObjectStore;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Dispatchers that are killed and stopped in the middle of a batch, as processes of their own. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
@WithInfra
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
class DispatcherKillIT {
    private static final String MODEL = "wuerstchen-emoji";
    private static final int WINDOW = 256;
    /** A JVM's start and a lease, on a machine that has a hundred other things to do. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void theSameSubmitGoesOnAfterAKillAndPublishesNothingThatWasFinished(Infra infra) throws Exception {
        // Given
        int rows = 1200;
        InfraCommands commands = new InfraCommands(infra);
        Path prompts = InfraCommands.prompts(folder.resolve("killed.jsonl"), rows);
        try (JobTopics topics = new JobTopics(infra, MODEL);
                Worker worker = commands.startWorker("simulated:20ms")) {
            Process first = submit(commands, prompts, "first");
            topics.awaitResults("killed", 150);

            // When
            first.destroyForcibly().waitFor();
            int publishedBefore = topics.jobs().size();
            Set<String> finishedBefore = topics.results("killed").stream()
                    .map(JobResult::id)
                    .map(Object::toString)
                    .collect(Collectors.toSet());
            CommandLineRun second = commands.run("submit", prompts.toString(), "--report", folder + "/report.json");

            // Then
            assertThat(publishedBefore).isLessThan(rows);
            assertThat(second.exitCode()).as(second.err()).isZero();
            List<String> published =
                    topics.jobs().stream().map(ConsumerRecord::key).toList();
            assertThat(published).hasSizeGreaterThanOrEqualTo(rows);
            assertThat(keysOfRepeats(published)).doesNotContainAnyElementsOf(finishedBefore);
            CommandLineRun proof = commands.run("reconcile", "killed");
            assertThat(proof.out()).contains("requested=" + rows + " committed=" + rows + " ");
            assertThat(proof.exitCode()).as(proof.err()).isZero();
        }
    }

    @Test
    void aSubmitThatIsToldToStopSaysHowManyRowsAreOpenAndHowToGoOn(Infra infra) throws Exception {
        // Given
        InfraCommands commands = new InfraCommands(infra);
        Path prompts = InfraCommands.prompts(folder.resolve("stopped.jsonl"), 400);
        try (JobTopics topics = new JobTopics(infra, MODEL);
                Worker worker = commands.startWorker("simulated:200ms")) {
            Process submit = submit(commands, prompts, "first");
            topics.awaitResults("stopped", 10);

            // When
            signal(submit, "TERM");

            // Then
            assertThat(submit.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(submit.exitValue()).as(text("first")).isEqualTo(Exit.INTERRUPTED);
            assertThat(text("first").lines())
                    .noneMatch(line -> line.contains("committed"))
                    .last()
                    .asString()
                    .matches("fleet: interrupted: stopped: \\d+ of 400 rows open \\(the same command goes on\\)");
        }
    }

    @Test
    void oneThatSleptPastItsLeaseLetsGoAndNeitherPublishesNorWritesAfterItWoke(Infra infra) throws Exception {
        // Given
        int rows = WINDOW + 200;
        InfraCommands commands = new InfraCommands(infra);
        Path prompts = InfraCommands.prompts(folder.resolve("slept.jsonl"), rows);
        try (JobTopics topics = new JobTopics(infra, MODEL);
                ObjectStore store = patient(infra);
                Worker worker = commands.startWorker("simulated:200ms")) {
            BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "slept");
            Process first = submit(commands, prompts, "first");
            await().atMost(LIMIT).until(() -> topics.jobs().size() >= WINDOW);
            signal(first, "STOP");
            new Wanted(State.PAUSED).write(objects);

            // When another one takes over, with room to publish in the window, and the first one wakes
            Process second = submit(commands, prompts, "second");
            await().atMost(LIMIT).until(() -> owners(store) == 2);
            int published = topics.jobs().size();
            topics.awaitResults("slept", published);
            List<ObjectStore.Entry> written = ofFirstEpoch(store);
            signal(first, "CONT");

            // Then it ends, having done nothing
            assertThat(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).as(text("first")).isEqualTo(Exit.TAKEN_OVER);
            assertThat(text("first")).contains("batch slept: ", "this one has let go of it");
            assertThat(topics.jobs()).hasSize(published);
            assertThat(ofFirstEpoch(store)).isEqualTo(written);

            // And the other one finishes the batch
            new Wanted(State.RUNNING).write(objects);
            topics.say(new BatchControl("slept", State.RUNNING, 0));
            assertThat(second.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).as(text("second")).isZero();
            assertThat(topics.jobs()).hasSize(rows);
        }
    }

    private static List<String> keysOfRepeats(List<String> published) {
        return published.stream().collect(Collectors.groupingBy(key -> key, Collectors.counting())).entrySet().stream()
                .filter(key -> key.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The embedded store may trip over a file that is just being put. */
    private static ObjectStore patient(Infra infra) {
        return ResilientObjectStore.of(new MinioObjectStore(infra.store()), new Guards());
    }

    /** The embedded store also lists what is just being put, under a longer name. */
    private static long owners(ObjectStore store) {
        return store.list("batches/slept/owner/", 10).stream()
                .filter(key -> key.matches(".*/\\d+"))
                .count();
    }

    /** Lease and snapshots of the first owner; the ETag is of what is in them. */
    private static List<ObjectStore.Entry> ofFirstEpoch(ObjectStore store) {
        List<ObjectStore.Entry> entries = new ArrayList<>(store.page("batches/slept/owner/0000000001", "", 10));
        entries.addAll(store.page("batches/slept/snapshots/0000000001", "", 10));
        entries.addAll(store.page("batches/slept/results/", "", 10));
        return entries;
    }

    private Process submit(InfraCommands commands, Path prompts, String name) throws IOException {
        List<String> line = new ArrayList<>(List.of(LauncherRun.packaged().toString()));
        line.addAll(commands.line("submit", prompts.toString()));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("FLEET_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name + ".out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
