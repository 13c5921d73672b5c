package io.wuerstchen.fleet.worker;

import static org.apache.kafka.clients.consumer.AcknowledgeType.ACCEPT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RELEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobNotice.Attempting;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobNotice.Retry;
import io.wuerstchen.fleet.common.job.JobNotice.Returned;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Cancelled;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.worker.generate.DeviceLostException;
import io.wuerstchen.fleet.worker.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a job that fails, or whose worker or batch does; the table of failures, with fakes of everything outside. */
@Timeout(30)
class JobFlowFailuresTest {
    private static final int MICRO_BATCH = 4;
    private static final Publication ALONE = new Publication(true, 1, 0, true);

    private final FlowUnderTest flow = new FlowUnderTest(MICRO_BATCH, true);

    @AfterEach
    void close() {
        flow.close();
    }

    @Test
    void theCulpritOfAMicroBatchIsTriedLaterAndItsMatesCommit() {
        flow.model().breakAt(2);

        flow.submit(jobs(4));

        assertThat(flow.awaitResults(3)).allMatch(result -> result.outcome() instanceof Committed);
        JobNotice notice = flow.awaitNotices(1).get(0);
        assertThat(notice.id()).hasToString("demo/2");
        assertThat(notice.worker()).isEqualTo("worker-1");
        assertThat(notice.place()).isEqualTo(new Place(0, 2));
        assertThat(notice.event())
                .isEqualTo(new Retry(FailureKind.MODEL_ERROR, "IllegalStateException: cannot draw 1", 1));
        assertThat(flow.awaitAccepted(4)).doesNotHaveDuplicates();
        assertThat(flow.deadLetters()).isEmpty();
    }

    @Test
    void atTheLastAttemptItIsDeadAndItsJobIsKept() {
        flow.model().breakAt(2);
        GenerationJob job = Samples.job(2);

        flow.publish(job, new Publication(true, 1, 2, false), 0);

        JobResult result = flow.awaitResults(1).get(0);
        assertThat(result.outcome())
                .isEqualTo(new Dead(FailureKind.MODEL_ERROR, "IllegalStateException: cannot draw 1", 3, 1));
        assertThat(flow.notices()).isEmpty();
        ProducerRecord<String, byte[]> letter = flow.deadLetters().get(0);
        assertThat(letter.value()).isEqualTo(Json.bytes(JobJson.write(job)));
        assertThat(FlowUnderTest.header(letter, "fleet_reason")).endsWith("cannot draw 1");
        assertThat(FlowUnderTest.header(letter, "fleet_kind")).isEqualTo("ModelError");
        assertThat(FlowUnderTest.header(letter, "fleet_attempts_made")).isEqualTo("3");
        assertThat(FlowUnderTest.header(letter, "fleet_worker")).isEqualTo("worker-1");
        assertThat(FlowUnderTest.header(letter, "fleet_error")).contains("\tat ");
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
    }

    @Test
    void noAttemptIsAcknowledgedBeforeItsNoticeStands() {
        try (FlowUnderTest careful = new FlowUnderTest(MICRO_BATCH, false)) {
            // Given
            careful.model().breakAt(1);
            careful.submit(Samples.job(1));
            await().until(() -> careful.sent().size() == 1);
            assertThat(careful.acknowledged(ACCEPT)).isEmpty();

            // When
            careful.producer().completeNext();

            // Then
            assertThat(careful.awaitAccepted(1)).containsExactly(0L);
        }
    }

    @Test
    void anAttemptWhoseNoticeIsLostIsMadeAgain() {
        try (FlowUnderTest careful = new FlowUnderTest(MICRO_BATCH, false)) {
            // Given
            careful.model().breakAt(1);
            careful.submit(Samples.job(1));
            await().until(() -> careful.sent().size() == 1);

            // When
            careful.producer().errorNext(new TimeoutException("no broker"));

            // Then
            await().until(() -> careful.acknowledged(RELEASE).equals(List.of(0L)));
            await().until(() -> careful.sent().size() == 2);
            assertThat(careful.acknowledged(ACCEPT)).isEmpty();
        }
    }

    @Test
    void whatHasFailedBeforeIsDrawnByItself() {
        flow.model().hold();
        flow.submit(Samples.job(9));
        await().until(() -> flow.model().sizes().size() == 1);
        flow.publish(Samples.job(1), new Publication(true, 0, 1, false), 0);
        flow.publish(Samples.job(2), new Publication(true, 0, 1, false), 0);
        flow.submit(Samples.job(3), Samples.job(4));

        flow.model().goOn();

        flow.awaitResults(5);
        assertThat(flow.model().sizes()).containsExactlyInAnyOrder(1, 1, 1, 2);
    }

    @Test
    void anImageThatStaysBadIsDeadAfterOneMoreTryWithTheSameSeed() {
        flow.model().drawBadly(1);

        flow.submit(jobs(3));

        List<JobResult> results = flow.awaitResults(3);
        assertThat(results)
                .filteredOn(result -> result.id().row() == 1)
                .extracting(JobResult::outcome)
                .containsExactly(new Dead(
                        FailureKind.BAD_IMAGE, "BadImageException: NaN or infinity in the latents of drawing 0", 1, 0));
        assertThat(results)
                .filteredOn(result -> result.id().row() != 1)
                .allMatch(result -> result.outcome() instanceof Committed);
        assertThat(flow.model().runs().get(1))
                .extracting(drawing -> drawing.seed())
                .containsExactly(1L);
        assertThat(flow.deadLetters()).hasSize(1);
    }

    @Test
    void aDeathIsToldOnceAllPutsOfTheJobHaveEndedAndNothingIsPutAfterIt() {
        // Given a job of which the third picture of four is bad
        flow.model().drawBadly(12);

        flow.whileNothingIsEncoded(() -> {
            // When
            flow.submit(Samples.job(10, "a cat", Samples.canvas(128, 128, 4)));
            await().until(() -> flow.model().sizes().equals(List.of(4, 1)));
            flow.awaitSaid();

            // Then
            assertThat(flow.sent()).isEmpty();
            assertThat(flow.objects().puts()).isZero();
        });
        assertThat(flow.awaitResults(1).get(0).outcome())
                .isInstanceOfSatisfying(
                        Dead.class, dead -> assertThat(dead.kind()).isEqualTo(FailureKind.BAD_IMAGE));
        int puts = flow.objects().puts();
        assertThat(puts).isPositive();
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
        flow.awaitQuiet();
        assertThat(flow.objects().puts()).isEqualTo(puts);
    }

    @Test
    void anAttemptIsSaidToHaveFailedOnceAllOfItsPutsHaveEnded() {
        // Given a job of two micro-batches, of which the second one fails
        flow.model().breakAt(14);

        flow.whileNothingIsEncoded(() -> {
            // When
            flow.submit(Samples.job(10, "a cat", Samples.canvas(128, 128, 6)));
            await().until(() -> flow.model().sizes().equals(List.of(4, 2, 1, 1)));
            flow.awaitSaid();

            // Then
            assertThat(flow.sent()).isEmpty();
        });
        assertThat(flow.awaitNotices(1).get(0).event()).isInstanceOf(Retry.class);
    }

    @Test
    void whatFindsNoMemoryTogetherIsDrawnInHalves() {
        flow.model().allowAtOnce(2);

        flow.submit(jobs(4));

        assertThat(flow.awaitResults(4)).allMatch(result -> result.outcome() instanceof Committed);
        assertThat(flow.model().sizes()).containsExactly(4, 2, 2);
    }

    @Test
    void whatFindsNoMemoryEvenAloneIsTriedLater() {
        flow.model().allowAtOnce(0);

        flow.submit(Samples.job(1));

        assertThat(flow.awaitNotices(1).get(0).event())
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY));
    }

    @Test
    void aRowThatKeepsComingGoesBackToItsDispatcherUntouched() {
        flow.publish(Samples.job(1), Publication.FIRST, 2);

        assertThat(flow.awaitNotices(1).get(0).event()).isEqualTo(new Returned("delivered 3 times", 3));
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
        assertThat(flow.model().runs()).isEmpty();
    }

    @Test
    void unlessItStandsAlready() {
        GenerationJob job = Samples.job(1);
        flow.put(job, 0);

        flow.publish(job, Publication.FIRST, 2);

        assertThat(flow.awaitResults(1).get(0).outcome()).isInstanceOf(Committed.class);
        assertThat(flow.notices()).isEmpty();
    }

    @Test
    void aSuspectIsAnnouncedBeforeItTouchesTheDevice() {
        try (FlowUnderTest careful = new FlowUnderTest(MICRO_BATCH, false)) {
            // Given
            careful.publish(Samples.job(1), ALONE, 0);
            JobNotice notice = careful.awaitNotices(1).get(0);
            assertThat(notice.event()).isEqualTo(new Attempting("process-1"));
            assertThat(careful.model().runs()).isEmpty();

            // When
            careful.producer().completeNext();

            // Then
            await().until(() -> careful.model().runs().size() == 1);
        }
    }

    @Test
    void aSuspectWaitsAWhileBeforeItIsAnnouncedAndOthersGoOn() {
        Duration suspense = Duration.ofMillis(400);
        try (FlowUnderTest tense = new FlowUnderTest(MICRO_BATCH, true, suspense)) {
            long before = System.nanoTime();
            tense.enqueue(Samples.job(1), ALONE, 0);
            tense.submit(Samples.job(2));

            tense.awaitNotices(1);

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(suspense.dividedBy(2));
            assertThat(tense.awaitResults(2))
                    .extracting(result -> result.id().row())
                    .containsExactly(2L, 1L);
        }
    }

    @Test
    void aSuspectWhoseAnnouncementIsLostIsNotDrawn() {
        try (FlowUnderTest careful = new FlowUnderTest(MICRO_BATCH, false)) {
            careful.publish(Samples.job(1), ALONE, 0);
            careful.awaitNotices(1);

            careful.producer().errorNext(new TimeoutException("no broker"));

            assertThat(careful.awaitNotices(2).get(1).event()).isInstanceOf(Returned.class);
            assertThat(careful.model().runs()).isEmpty();
        }
    }

    @Test
    void aSuspectHasTheDeviceForItselfUntilItsEndIsKnown() {
        try (FlowUnderTest careful = new FlowUnderTest(MICRO_BATCH, false)) {
            // Given a suspect of two micro-batches, of which nothing can stand, and an innocent that waits
            Publication alone = new Publication(false, 0, 0, true);
            careful.enqueue(Samples.job(10, "a cat", Samples.canvas(128, 128, 6)), alone, 0);
            careful.submit(Samples.job(99));
            careful.awaitNotices(1);

            // When
            careful.producer().completeNext();

            // Then
            careful.awaitResults(1);
            assertThat(careful.model().sizes()).containsExactly(4, 2);
            careful.producer().completeNext();
            await().until(() -> careful.model().sizes().equals(List.of(4, 2, 1)));
        }
    }

    @Test
    void aSuspectThatWentDownWithAWorkerGoesBackUntouched() {
        flow.publish(Samples.job(1), ALONE, 1);

        assertThat(flow.awaitNotices(1).get(0).event()).isEqualTo(new Returned("delivered 2 times", 2));
        assertThat(flow.model().runs()).isEmpty();
    }

    @Test
    void aStoreThatFailsAgainAndAgainCostsNoAttemptAndNotTheBrokersPatience() {
        flow.objects().failOnce(new StoreException("put: the store is gone", null));

        flow.publish(Samples.job(1), new Publication(true, 0, 1, false), 1);

        assertThat(flow.awaitNotices(1).get(0).event())
                .isEqualTo(
                        new Returned("io.wuerstchen.fleet.common.storage.StoreException: put: the store is gone", 2));
        assertThat(flow.acknowledged(RELEASE)).isEmpty();
    }

    @Test
    void aStoreThatIsAwayStopsIntakeUntilItIsBackAndCostsNobodyAnAttempt() {
        // Given
        flow.objects().away(true);
        flow.submit(jobs(12));
        await().until(() -> flow.acknowledged(RELEASE).size() == 12);
        assertThat(flow.intake().closedBecause()).contains("s3 fails, and is left alone for a while");

        // When it is looked at again and again, in vain
        await().during(Duration.ofMillis(500)).until(() -> {
            flow.watch();
            return !flow.intake().isOpen();
        });

        // Then nothing was taken meanwhile, and work goes on by itself
        assertThat(flow.taken()).isEqualTo(12);
        assertThat(flow.model().sizes()).containsExactly(4, 4, 4);
        flow.objects().away(false);
        await().until(() -> {
            flow.watch();
            return flow.results().size() == 12;
        });
        assertThat(flow.results()).allMatch(result -> result.outcome() instanceof Committed);
        assertThat(flow.notices()).isEmpty();
    }

    @Test
    void aStrangersJobIsTriedHereAndNowAndThenDead() {
        flow.model().failAlways("cannot draw");

        flow.submitStranger("a cat", 0);

        assertThat(flow.awaitResults(1).get(0).outcome())
                .isEqualTo(new Dead(FailureKind.MODEL_ERROR, "IllegalStateException: cannot draw", 3, 0));
        assertThat(flow.model().sizes()).containsExactly(1, 1, 1);
        assertThat(flow.notices()).isEmpty();
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
    }

    @Test
    void aStrangersJobIsBuriedAsACrashBeforeTheBrokerDropsIt() {
        flow.submitStranger("a cat", FlowUnderTest.DELIVERY_LIMIT - 1);

        assertThat(flow.awaitResults(1).get(0).outcome())
                .isEqualTo(new Dead(FailureKind.CRASH, "no worker has told of it in 10 deliveries", 1, 0));
        assertThat(flow.model().runs()).isEmpty();
    }

    @Test
    void aDeviceThatHangsIsGivenUpWithWhatItHasAndTheRestGoesToOthers() {
        // Given
        flow.model().hold();
        flow.submit(jobs(6));
        await().until(() -> flow.model().sizes().equals(List.of(4)));

        // When
        await().until(() -> {
            flow.watch();
            return flow.failure().isCompletedExceptionally();
        });

        // Then
        assertThat(flow.awaitNotices(4))
                .extracting(JobNotice::event)
                .allSatisfy(event -> assertThat(((Retry) event).kind()).isEqualTo(FailureKind.TIMEOUT));
        assertThat(flow.awaitAccepted(4)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
        await().until(() -> flow.acknowledged(RELEASE).containsAll(List.of(4L, 5L)));
        assertThat(flow.failure()).isCompletedExceptionally();
        assertThat(flow.intake().closedBecause())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("the device has not come back for "));
    }

    @Test
    void whatWasToGoToADeviceThatHangsNextGoesToOthersAndIsNotDrawn() {
        // Given
        flow.model().hold();
        flow.submit(jobs(8));
        await().until(() -> flow.model().sizes().equals(List.of(4)));

        // When
        await().until(() -> {
            flow.watch();
            return flow.failure().isCompletedExceptionally();
        });

        // Then
        assertThat(flow.awaitAccepted(4)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
        await().until(() -> flow.acknowledged(RELEASE).containsAll(List.of(4L, 5L, 6L, 7L)));
        flow.model().goOn();
        flow.awaitDeviceIdle();
        assertThat(flow.model().sizes()).containsExactly(4);
    }

    @Test
    void aDeviceThatIsLostIsNotTriedWithWhatWasToGoToItNext() {
        // Given
        flow.model().hold();
        flow.model().failAlways("CUDA error: device-side assert triggered");
        flow.submit(jobs(8));
        await().until(() -> flow.model().sizes().equals(List.of(4)));

        // When
        flow.model().goOn();

        // Then
        await().until(() -> flow.acknowledged(RELEASE).size() == 8);
        flow.awaitDeviceIdle();
        assertThat(flow.model().sizes()).containsExactly(4);
    }

    @Test
    void aDeviceThatIsLostBlamesNobody() {
        flow.model().failAlways("CUDA error: device-side assert triggered");

        flow.submit(jobs(2));

        await().until(() -> flow.acknowledged(RELEASE).containsAll(List.of(0L, 1L)));
        assertThat(flow.failure()).isCompletedExceptionally();
        assertThat(flow.failure().handle((unused, failure) -> failure).join()).isInstanceOf(DeviceLostException.class);
    }

    @Test
    void unlessASuspectWasAloneOnIt() {
        flow.model().failAlways("CUDA error: device-side assert triggered");

        flow.publish(Samples.job(1), ALONE, 0);

        assertThat(flow.awaitNotices(2).get(1).event())
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.kind()).isEqualTo(FailureKind.MODEL_ERROR));
    }

    @Test
    void anErrorOfTheMachineIsNoJobsFault() {
        flow.model().failOnce(new NoClassDefFoundError("libtorch"));

        flow.submit(Samples.job(1));

        await().until(() -> flow.acknowledged(RELEASE).contains(0L));
        assertThat(flow.failure()).isCompletedExceptionally();
    }

    @Test
    void whatWaitsOfACancelledBatchEndsAndWhatIsOnTheDeviceCommits() {
        // Given
        flow.model().hold();
        flow.submit(jobs(6));
        await().until(() -> flow.model().sizes().equals(List.of(4)));

        // When
        flow.cancel("demo", 0);

        // Then
        assertThat(flow.awaitResults(2)).allMatch(result -> result.outcome() instanceof Cancelled);
        flow.model().goOn();
        assertThat(flow.awaitResults(6))
                .filteredOn(result -> result.outcome() instanceof Committed)
                .extracting(result -> result.id().row())
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
        assertThat(flow.awaitAccepted(6)).hasSize(6);
    }

    @Test
    void aJobOfACancelledBatchThatIsHalfOnTheDeviceCommits() {
        // Given
        flow.model().hold();
        flow.submit(Samples.job(10, "a cat", Samples.canvas(128, 128, 6)), Samples.job(1));
        await().until(() -> flow.model().sizes().equals(List.of(4)));

        // When
        flow.cancel("demo", 0);

        // Then only the other one, of which nothing was there, is cancelled
        assertThat(flow.awaitResults(1))
                .singleElement()
                .satisfies(result -> assertThat(result.id().row()).isEqualTo(1))
                .satisfies(result -> assertThat(result.outcome()).isInstanceOf(Cancelled.class));
        flow.model().goOn();
        assertThat(flow.awaitResults(2).get(1).outcome())
                .isInstanceOfSatisfying(Committed.class, committed -> assertThat(committed.images())
                        .hasSize(6));
        assertThat(flow.awaitAccepted(2)).containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    void whatComesOfACancelledBatchEndsAtOnceAndWhatWasAskedForAfterwardsDoesNot() {
        flow.cancel("demo", 0);

        flow.publish(Samples.job(1), Publication.FIRST, 0);
        flow.publish(Samples.job(2), new Publication(true, 1, 0, false), 0);

        assertThat(flow.awaitResults(2))
                .extracting(result ->
                        result.id().row() + " " + result.outcome().getClass().getSimpleName())
                .containsExactlyInAnyOrder("1 Cancelled", "2 Committed");
    }

    @Test
    void ofAJobThatIsLostNothingIsSaid() {
        flow.model().hold();
        flow.model().breakAt(1);
        flow.submit(Samples.job(1));
        await().until(() -> flow.model().sizes().equals(List.of(1)));
        flow.loseLocks();

        flow.model().goOn();

        flow.awaitQuiet();
        flow.awaitQuiet();
        assertThat(flow.sent()).isEmpty();
    }

    @Test
    void ofAJobThatIsLostWhileItsPutsAreWaitedForNothingIsSaid() {
        // Given a job of which the third picture of four is bad
        flow.model().drawBadly(12);

        flow.whileNothingIsEncoded(() -> {
            flow.submit(Samples.job(10, "a cat", Samples.canvas(128, 128, 4)));
            await().until(() -> flow.model().sizes().equals(List.of(4, 1)));
            flow.awaitSaid();

            // When
            flow.loseLocks();
        });

        // Then
        flow.awaitQuiet();
        flow.awaitQuiet();
        assertThat(flow.objects().puts()).isPositive();
        assertThat(flow.sent()).isEmpty();
    }

    private static GenerationJob[] jobs(int count) {
        return IntStream.range(0, count).mapToObj(Samples::job).toArray(GenerationJob[]::new);
    }
}
