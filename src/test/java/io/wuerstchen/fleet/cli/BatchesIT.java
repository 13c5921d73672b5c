package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ResilientObjectStore;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Batches that are handed over, followed, paused, cancelled, tried again and proven by the commands a user has. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@WithInfra
@Execution(ExecutionMode.CONCURRENT)
class BatchesIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private Process dispatcher;

    @AfterEach
    void killDispatcher() {
        if (dispatcher != null) {
            dispatcher.destroyForcibly();
        }
    }

    @Test
    @Tag("once")
    void aBatchIsHandedOverAndGoesOnWithAnotherDispatcherWhenItsOwnIsKilled(Infra infra) throws Exception {
        // Given
        InfraCommands fleet = new InfraCommands(infra);
        Path prompts = InfraCommands.prompts(folder.resolve("detached.jsonl"), 400);
        CommandLineRun handedOver = fleet.run("submit", prompts.toString(), "--detach");
        assertThat(handedOver.exitCode()).as(handedOver.err()).isZero();
        assertThat(handedOver.out()).startsWith("detached: 400 rows handed over");
        assertThat(fleet.onStore("list").out()).containsPattern("detached +waiting +400 +0");

        try (Worker worker = fleet.startWorker("simulated:100ms")) {
            // When
            dispatcher = fleet.process("dispatcher");
            await().atMost(LIMIT).until(() -> pictures(infra, "detached") > 40);
            assertThat(show(fleet, "detached").path("state").asText()).isEqualTo("running");
            dispatcher.destroyForcibly().waitFor();
            assertThat(fleet.onStore("reconcile", "detached").exitCode()).isEqualTo(3);

            // Then
            try (BackgroundCommand second =
                    new BackgroundCommand(fleet.line("dispatcher").toArray(String[]::new))) {
                await().atMost(LIMIT).until(() -> isFinished(fleet, "detached"));
                second.close();
                assertThat(second.awaitEnd().out())
                        .contains("detached: waiting, ", "detached: 400 rows: 400 committed, 0 dead, 0 rejected;");
                assertThat(second.awaitEnd().exitCode()).isZero();
            }
        }
        assertThat(fleet.onStore("reconcile", "detached", "--deep").out().strip())
                .isEqualTo("requested=400 committed=400 dead=0 rejected=0 cancelled=0"
                        + " missing=0 differing=0 orphans=0 torn=0");
        assertThat(fleet.onStore("list").out()).containsPattern("detached +finished +400 +400");
    }

    @Test
    @Tag("once")
    void aBatchIsPausedResumedAndCancelledFromAnotherTerminal(Infra infra) throws IOException {
        // Given
        InfraCommands fleet = new InfraCommands(infra);
        Path prompts = InfraCommands.prompts(folder.resolve("steered.jsonl"), 1200);
        try (Worker worker = fleet.startWorker("simulated:50ms");
                BackgroundCommand submit = new BackgroundCommand(
                        fleet.line("submit", prompts.toString()).toArray(String[]::new))) {
            await().atMost(LIMIT).until(() -> pictures(infra, "steered") > 20);

            // When it is paused
            assertThat(fleet.run("pause", "steered").out()).startsWith("steered: paused, ");

            // Then what is under way ends, and nothing else begins
            long drained = awaitRest(infra, "steered");
            assertThat(drained).isLessThan(1200);
            assertThat(show(fleet, "steered").path("state").asText()).isEqualTo("paused");

            // When it is resumed
            assertThat(fleet.run("resume", "steered").exitCode()).isZero();

            // Then it goes on
            await().atMost(LIMIT).until(() -> pictures(infra, "steered") > drained);

            // When it is cancelled
            assertThat(fleet.run("cancel", "steered").exitCode()).isZero();

            // Then it ends
            CommandLineRun ended = submit.awaitEnd();
            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
            assertThat(ended.out())
                    .containsPattern("steered: 1200 rows: \\d+ committed, 0 dead, 0 rejected, \\d+ cancelled");
        }
        ObjectNode standing = show(fleet, "steered");
        assertThat(standing.path("cancelled").asLong()).isPositive();
        assertThat(standing.path("open").asLong()).isZero();
        CommandLineRun proven = fleet.onStore("reconcile", "steered");
        assertThat(proven.exitCode()).as(proven.out() + proven.err()).isZero();
        assertThat(proven.out())
                .contains(" committed=" + standing.path("committed").asLong() + " ")
                .contains(" cancelled=" + standing.path("cancelled").asLong() + " ");
        assertThat(fleet.run("cancel", "steered").errorLines())
                .last()
                .isEqualTo("fleet: batch: steered (expected: one that has not finished)");
    }

    @Test
    @Tag("once")
    void deadRowsAreTriedAgainAndCommittedOnceTheirReasonIsGone(Infra infra) throws IOException {
        // Given
        InfraCommands fleet = new InfraCommands(infra);
        Path prompts = InfraCommands.prompts(folder.resolve("mended.jsonl"), 40);
        FailingDevice device = new FailingDevice(InfraCommands.device("simulated:5ms"), "picture 7");
        try (Worker worker = fleet.startWorker(() -> device)) {
            assertThat(fleet.run("submit", prompts.toString()).exitCode()).isEqualTo(3);
            assertThat(show(fleet, "mended").at("/dead_by_kind/ModelError").asLong())
                    .isEqualTo(1);
            assertThat(fleet.run("retry", "mended", "--reason", "BadImage").errorLines())
                    .last()
                    .isEqualTo("fleet: reason: BadImage (expected: one of which rows are dead or cancelled;"
                            + " dead are: ModelError)");

            // When
            device.mend();
            CommandLineRun again = fleet.run("retry", "mended", "--reason", "ModelError");

            // Then
            assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
        }
        assertThat(show(fleet, "mended").path("generation").asInt()).isEqualTo(1);
        assertThat(fleet.onStore("reconcile", "mended").out()).startsWith("requested=40 committed=40 dead=0 ");
    }

    @Test
    void aDeletedBatchLeavesNothing(Infra infra) throws IOException {
        InfraCommands fleet = new InfraCommands(infra);
        Path prompts = InfraCommands.prompts(folder.resolve("gone.jsonl"), 8);
        try (Worker worker = fleet.startWorker("simulated:5ms")) {
            assertThat(fleet.run("submit", prompts.toString()).exitCode()).isZero();
        }

        CommandLineRun deleted = fleet.run("delete", "gone", "--yes");

        assertThat(deleted.exitCode()).as(deleted.err()).isZero();
        try (MinioObjectStore store = new MinioObjectStore(infra.store())) {
            assertThat(store.list("batches/", 10)).isEmpty();
        }
        for (String command : new String[] {"show", "reconcile"}) {
            assertThat(fleet.onStore(command, "gone").exitCode()).as(command).isEqualTo(2);
        }
        for (String command : new String[] {"cancel", "pause", "resume", "retry", "delete"}) {
            assertThat(fleet.run(command, "gone").exitCode()).as(command).isEqualTo(2);
        }
    }

    private static ObjectNode show(InfraCommands fleet, String batch) {
        CommandLineRun run = fleet.onStore("show", batch, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Json.parseObject(run.out().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isFinished(InfraCommands fleet, String batch) {
        return show(fleet, batch).path("state").asText().equals("finished");
    }

    private static long pictures(Infra infra, String batch) {
        // Patiently: the embedded store may trip over a file that is just being put.
        try (ObjectStore store = ResilientObjectStore.of(new MinioObjectStore(infra.store()), new Guards())) {
            return store.list("batches/" + batch + "/images/", 5000).size();
        }
    }

    /** How many pictures there are once no more come. */
    private static long awaitRest(Infra infra, String batch) {
        List<Long> counts = new ArrayList<>();
        await().pollInterval(Duration.ofSeconds(2)).atMost(LIMIT).until(() -> {
            counts.add(pictures(infra, batch));
            int last = counts.size() - 1;
            return last > 0 && counts.get(last).equals(counts.get(last - 1));
        });
        return counts.get(counts.size() - 1);
    }
}
