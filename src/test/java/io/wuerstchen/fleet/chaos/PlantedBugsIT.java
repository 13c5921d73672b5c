package io.wuerstchen.fleet.chaos;

import static java.util.function.UnaryOperator.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.chaos.check.Verdict;
import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.common.messaging.PlantedClients;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.Takeover;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Bugs that would lose, double or change pictures are planted in a fleet, one at a time: the judge of chaos runs finds each. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@WithInfra
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
class PlantedBugsIT {
    private static final int ROWS = 12;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private SmallFleet fleet;

    @BeforeEach
    void start(Infra infra) throws IOException {
        fleet = new SmallFleet(infra, folder).prompts(ROWS, "");
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    @Test
    void aJobAcknowledgedBeforeItsPictureStandsIsFoundWhenItsWorkerFails() throws Exception {
        // Given a worker whose store is out of order, and which acknowledges what it takes at once
        AtomicInteger taken = new AtomicInteger();

        // When
        handOver(
                PlantedClients.HONEST.withShareConsumer(consumer -> Plants.acknowledgesAtOnce(consumer, taken)), taken);

        // Then
        assertFound(Kind.DOUBLE, "nobody spoke of the record");
    }

    @Test
    void aJobOfAWorkerThatFailsIsTakenByAnotherOne() throws Exception {
        // Given
        AtomicInteger taken = new AtomicInteger();

        // When
        handOver(PlantedClients.HONEST.withShareConsumer(consumer -> Plants.counts(consumer, taken)), taken);

        // Then
        assertThat(fleet.verdict().violations()).isEmpty();
    }

    @Test
    void aRowThatAWorkerReturnsAndNobodyHearsOfIsFound() throws Exception {
        // Given
        AtomicInteger dropped = new AtomicInteger();

        // When
        handOver(PlantedClients.HONEST.withProducer(producer -> Plants.dropsNotices(producer, dropped)), dropped);

        // Then
        assertFound(Kind.DOUBLE, "nobody spoke of the record");
    }

    @Test
    void aResultBeforeItsPictureIsFound() throws Exception {
        runWith(Plants::promisesToPut);

        assertFound(Kind.LOST, "does not stand, and its result says it does");
    }

    @Test
    void aPutThatFailedAndPassesForDoneIsFound() throws Exception {
        AtomicInteger failures = new AtomicInteger();

        runWith(store -> Plants.forgetsFailures(store, failures, 3));

        assertThat(failures).hasValueGreaterThanOrEqualTo(3);
        assertFound(Kind.LOST, "does not stand, and its result says it does");
    }

    @Test
    void aPutWithoutConditionIsFound() throws Exception {
        runWith(Plants::overwrites);

        assertFound(Kind.CHANGED, "without a condition");
    }

    @Test
    void aRowThatIsDeadAtItsFirstRetryIsFound() throws Exception {
        // Given
        fleet.prompts(ROWS, "[fault:error-once]");

        // When
        fleet.worker("worker-1", PlantedClients.HONEST.withProducer(Plants::diesAtFirstRetry), identity());
        finish(PlantedClients.HONEST, identity());

        // Then
        assertFound(Kind.LOST, "dead as ModelError");
    }

    @Test
    void aRowThatFailsOnceIsCommittedAtTheNextAttempt() throws Exception {
        // Given
        fleet.prompts(ROWS, "[fault:error-once]");

        // When
        fleet.worker("worker-1", PlantedClients.HONEST, identity());
        finish(PlantedClients.HONEST, identity());

        // Then
        assertThat(fleet.verdict().violations()).isEmpty();
    }

    @Test
    void aSeedDrawnAnewAtASecondPublicationIsFound() throws Exception {
        // When
        loseJobs();
        finish(PlantedClients.HONEST.withProducer(Plants::drawsSeedsAnew), identity());

        // Then
        assertFound(Kind.CHANGED, "another one than without faults");
    }

    @Test
    void aSweepThatSeesNothingIsFound() throws Exception {
        // Given
        loseJobs();

        // When
        SmallFleet.Run blind = fleet.dispatch(
                "dispatcher-2", PlantedClients.HONEST.withAdmin(Plants::seesNoOffsets), identity(), Takeover.WAIT);

        // Then
        assertThat(blind.finishes(Duration.ofSeconds(8))).isFalse();
        blind.stop();
        assertFound(Kind.LOST, "never committed; no result");
    }

    @Test
    void jobsDeletedBehindEverybodysBackAreSwept() throws Exception {
        // When
        loseJobs();
        finish(PlantedClients.HONEST, identity());

        // Then
        Verdict verdict = fleet.verdict();
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.pictures()).isEqualTo(ROWS);
    }

    @Test
    void aSnapshotAheadOfItsSegmentsIsFoundWhenTheDispatcherDiesInBetween() throws Exception {
        // When
        fleet.worker("worker-1", PlantedClients.HONEST, identity());
        SmallFleet.Run dying =
                fleet.dispatch("dispatcher-1", PlantedClients.HONEST, Plants::putsSnapshotsFirstAndDies, Takeover.WAIT);
        dying.finishes(LIMIT);
        finish(PlantedClients.HONEST, identity());

        // Then
        assertFound(Kind.LOST, "in no segment");
    }

    @Test
    void anOwnerThatDoesNotSeeItsSuccessorIsFound() throws Exception {
        // Given
        Worker none =
                fleet.worker("worker-0", PlantedClients.HONEST.withShareConsumer(Plants::takesNothing), identity());
        SmallFleet.Run stale =
                fleet.dispatch("dispatcher-1", PlantedClients.HONEST, Plants::seesNoSuccessor, Takeover.WAIT);
        fleet.awaitPublished(ROWS);

        // When
        SmallFleet.Run successor = fleet.dispatch("dispatcher-2", PlantedClients.HONEST, identity(), Takeover.AT_ONCE);
        // The first of its renewals may have been under way when the other one came.
        fleet.awaitPuts("dispatcher-2", "/owner/", 2);
        fleet.awaitPuts("dispatcher-1", "/owner/", 4);
        none.close();
        fleet.worker("worker-1", PlantedClients.HONEST, identity());
        assertThat(successor.finishes(LIMIT)).isTrue();
        stale.stop();

        // Then
        assertFound(Kind.DOUBLE, "another owner");
    }

    /** A worker whose store is out of order does its harm; then an honest one and another dispatcher go on. */
    private void handOver(PlantedClients clients, AtomicInteger harm) throws Exception {
        Worker failing = fleet.worker("worker-0", clients, Plants::isOutOfOrder);
        SmallFleet.Run first = fleet.dispatch("dispatcher-1", PlantedClients.HONEST, identity(), Takeover.WAIT);
        await().atMost(LIMIT).until(() -> harm.get() >= ROWS);
        failing.close();
        first.stop();
        fleet.worker("worker-1", PlantedClients.HONEST, identity());
        finish(PlantedClients.HONEST, identity());
    }

    private void runWith(UnaryOperator<ObjectStore> store) throws Exception {
        fleet.worker("worker-1", PlantedClients.HONEST, store);
        finish(PlantedClients.HONEST, identity());
    }

    /** Every job is published, and deleted before a worker has taken one. */
    private void loseJobs() throws Exception {
        Worker none =
                fleet.worker("worker-0", PlantedClients.HONEST.withShareConsumer(Plants::takesNothing), identity());
        SmallFleet.Run first = fleet.dispatch("dispatcher-1", PlantedClients.HONEST, identity(), Takeover.WAIT);
        fleet.awaitPublished(ROWS);
        first.stop();
        none.close();
        fleet.deleteJobs();
        fleet.worker("worker-1", PlantedClients.HONEST, identity());
    }

    private void finish(PlantedClients clients, UnaryOperator<ObjectStore> store) throws InterruptedException {
        assertThat(fleet.dispatch("dispatcher-9", clients, store, Takeover.WAIT).finishes(LIMIT))
                .as("the batch is finished")
                .isTrue();
    }

    private void assertFound(Kind kind, String words) throws IOException {
        assertThat(fleet.verdict().violations()).anySatisfy(violation -> {
            assertThat(violation.kind()).isEqualTo(kind);
            assertThat(violation.what()).contains(words);
        });
    }
}
