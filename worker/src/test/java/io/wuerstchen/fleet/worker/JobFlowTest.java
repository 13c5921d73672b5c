package io.wuerstchen.fleet.worker;

import static org.apache.kafka.clients.consumer.AcknowledgeType.ACCEPT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RELEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.worker.testing.Samples;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job's way from the jobs topic to its acknowledgement, with fakes of everything outside. */
@Timeout(30)
class JobFlowTest {
    private static final int MICRO_BATCH = 4;

    private final FlowUnderTest flow = new FlowUnderTest(MICRO_BATCH, true);

    @AfterEach
    void close() {
        flow.close();
    }

    @Test
    void acknowledgesAJobOnceItsResultStands() {
        try (FlowUnderTest careful = new FlowUnderTest(MICRO_BATCH, false)) {
            // Given
            careful.submit(Samples.job(1));
            await().until(() -> careful.sent().size() == 1);
            assertThat(careful.objects().puts()).isEqualTo(2);
            assertThat(careful.acknowledged(ACCEPT)).isEmpty();

            // When
            careful.producer().completeNext();

            // Then
            assertThat(careful.awaitAccepted(1)).containsExactly(0L);
        }
    }

    @Test
    void handsBackAJobWhoseResultCannotBePublished() {
        try (FlowUnderTest careful = new FlowUnderTest(MICRO_BATCH, false)) {
            // Given
            careful.submit(Samples.job(1));
            await().until(() -> careful.sent().size() == 1);

            // When
            careful.producer().errorNext(new TimeoutException("no broker"));

            // Then
            await().until(() -> careful.acknowledged(RELEASE).equals(List.of(0L)));
            assertThat(careful.acknowledged(ACCEPT)).isEmpty();
        }
    }

    @Test
    void aJobForOtherWeightsIsHandedBackAndTheLastOneTaken() {
        GenerationJob job = Samples.job(1);
        ModelRef other = new ModelRef(Samples.MODEL.name(), "feed");

        flow.submit(new GenerationJob(job.origin(), other, job.parameters()));

        await().until(() -> !flow.acknowledged(RELEASE).isEmpty());
        assertThat(flow.intake().closedBecause())
                .contains("jobs are pinned to weights feed (this worker's: " + Samples.MODEL.digest() + ")");
        assertThat(flow.sent()).isEmpty();
    }

    @Test
    void likeJobsOfAHandfulShareAMicroBatch() {
        flow.submit(IntStream.range(0, 6).mapToObj(Samples::job).toArray(GenerationJob[]::new));

        List<JobResult> results = flow.awaitResults(6);

        assertThat(results)
                .extracting(result -> images(result).get(0).microBatch().size())
                .containsExactlyInAnyOrder(4, 4, 4, 4, 2, 2);
    }

    @Test
    void jobsOfDifferentSizesDoNot() {
        GenerationJob wide = Samples.job(1, "a cat", Samples.canvas(256, 128, 1));

        flow.submit(Samples.job(0), wide);

        assertThat(flow.awaitResults(2))
                .extracting(result -> images(result).get(0).microBatch().size())
                .containsExactly(1, 1);
    }

    @Test
    void aJobOfManyPicturesEndsOnceWithAllOfThem() {
        flow.submit(Samples.job(1, "a cat", Samples.canvas(128, 128, 10)));

        JobResult result = flow.awaitResults(1).get(0);

        assertThat(images(result)).extracting(StoredImage::index).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(images(result))
                .extracting(image -> image.microBatch().size())
                .containsExactly(4, 4, 4, 4, 4, 4, 4, 4, 2, 2);
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
        assertThat(flow.sent()).hasSize(1);
    }

    @Test
    void aRedeliveredJobThatStandsIsReportedWithoutTheDevice() {
        GenerationJob job = Samples.job(1, "a cat", Samples.canvas(128, 128, 2));
        StoredImage first = flow.put(job, 0);
        StoredImage second = flow.put(job, 1);

        flow.redeliver(job);

        JobResult result = flow.awaitResults(1).get(0);
        assertThat(images(result))
                .extracting(StoredImage::artifacts)
                .containsExactly(first.artifacts(), second.artifacts());
        assertThat(flow.model().sizes()).isEmpty();
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
    }

    @Test
    void aJobThatIsPublishedAgainAndStandsIsReportedWithoutTheDevice() {
        GenerationJob job = Samples.job(1, "a cat", Samples.canvas(128, 128, 1));
        StoredImage standing = flow.put(job, 0);

        flow.publishAgain(job);

        assertThat(images(flow.awaitResults(1).get(0)))
                .extracting(StoredImage::artifacts)
                .containsExactly(standing.artifacts());
        assertThat(flow.model().sizes()).isEmpty();
    }

    @Test
    void ofARedeliveredJobOnlyWhatIsMissingIsDrawn() {
        GenerationJob job = Samples.job(10, "a cat", Samples.canvas(128, 128, 3));
        flow.put(job, 1);

        flow.redeliver(job);

        JobResult result = flow.awaitResults(1).get(0);
        assertThat(images(result)).extracting(StoredImage::index).containsExactly(0, 1, 2);
        assertThat(flow.model().runs())
                .containsExactly(List.of(new Drawing("a cat", "", 10, 4, 0), new Drawing("a cat", "", 12, 4, 0)));
    }

    @Test
    void anotherJobsObjectUnderItsNameIsItsDeath() {
        flow.put(Samples.job(1, "a dog", Samples.saving(Save.EMBEDDINGS)), 0);

        flow.submit(Samples.job(1));

        assertThat(flow.awaitResults(1)).singleElement().satisfies(result -> assertDead(result, FailureKind.CONFLICT));
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
    }

    @Test
    void aJobOfManyPicturesFailsOnce() {
        flow.model().breakAt(1, 6);

        flow.submit(Samples.job(0, "a cat", Samples.canvas(128, 128, 8)));

        await().until(() -> flow.model().runs().size() == 10);
        flow.awaitQuiet();
        assertThat(flow.sent()).hasSize(1);
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
    }

    @Test
    void handsBackAJobThatCannotBeStored() {
        flow.objects().failOnce(new StoreException("put: the store is gone", null));

        flow.submit(Samples.job(1));

        assertThat(flow.awaitResults(1)).singleElement().matches(result -> result.outcome() instanceof Committed);
        assertThat(flow.acknowledged(RELEASE)).containsExactly(0L);
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
    }

    @Test
    void aPictureThatThisMachineCannotWriteIsItsJobsDeath() {
        flow.objects().failOnce(new InvalidJobException("output_format: webp (expected: png or jpeg)"));

        flow.submit(Samples.job(1));

        assertThat(flow.awaitResults(1))
                .singleElement()
                .satisfies(result -> assertDead(result, FailureKind.INVALID_JOB));
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
    }

    @Test
    void anErrorThatNobodyForesawCostsItsOwnJobATurnAndTheOthersNothing() {
        flow.stumbleOnce();

        flow.submit(IntStream.range(0, 3).mapToObj(Samples::job).toArray(GenerationJob[]::new));

        assertThat(flow.awaitAccepted(3)).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(flow.acknowledged(RELEASE)).containsExactly(0L);
    }

    @Test
    void aJobThatIsWrongIsDeadUnderItsOwnRow() {
        flow.submitRaw("{\"batch\":\"demo\",\"row\":5,\"id\":\"five\",\"model\":\"emoji\",\"width\":100}");

        JobResult result = flow.awaitResults(1).get(0);

        assertDead(result, FailureKind.INVALID_JOB);
        assertThat(result.id()).hasToString("demo/5");
        assertThat(result.origin().rowId()).isEqualTo("five");
        assertThat(flow.awaitAccepted(1)).containsExactly(0L);
    }

    @Test
    void whatIsNoJobAtAllGoesToTheDeadLettersAndTheWorkerGoesOn() {
        flow.submitRaw("pear");
        flow.submit(Samples.job(1));

        flow.awaitAccepted(2);
        List<ProducerRecord<String, byte[]>> letters = flow.sent().stream()
                .filter(sent -> sent.topic().equals(new Topics("").deadLetters()))
                .toList();
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("pear");
            assertThat(FlowUnderTest.header(letter, "fleet_reason")).startsWith("not JSON: ");
            assertThat(FlowUnderTest.header(letter, "fleet_origin")).isEqualTo("jobs.emoji-0@0");
        });
    }

    @Test
    void theDeviceGoesOnWithAFullMicroBatchWhileTheEventLoopIsBusy() {
        // Given
        flow.model().hold();
        flow.submit(IntStream.range(0, 8).mapToObj(Samples::job).toArray(GenerationJob[]::new));
        await().until(() -> flow.model().sizes().equals(List.of(4)));
        flow.awaitPlanned();

        // When
        flow.whileTheLoopIsBusy(() -> {
            flow.model().goOn();

            // Then
            await().until(() -> flow.model().sizes().equals(List.of(4, 4)));
        });
        assertThat(flow.awaitResults(8)).hasSize(8);
    }

    @Test
    void whatWasLostWhileItWaitedIsNotDrawn() {
        // Given
        flow.model().hold();
        flow.submit(IntStream.range(0, 8).mapToObj(Samples::job).toArray(GenerationJob[]::new));
        await().until(() -> flow.model().sizes().equals(List.of(4)));

        // When
        flow.loseLocks();
        flow.model().goOn();

        // Then
        await().until(() -> flow.sent().size() == 4);
        flow.awaitQuiet();
        assertThat(flow.model().sizes()).containsExactly(4);
        assertThat(flow.acknowledged(ACCEPT)).isEmpty();
    }

    @Test
    void whatWasLostWhileTheDeviceWasBusyTakesNoRoomFromWhatComesAgain() {
        // Given: pictures for half of what may wait
        int jobs = 50;
        flow.model().hold();
        flow.submit(IntStream.range(0, jobs)
                .mapToObj(i -> Samples.job(i, "a cat", Samples.canvas(128, 128, 10)))
                .toArray(GenerationJob[]::new));
        await().until(() -> !flow.model().sizes().isEmpty());

        // When
        for (int times = 1; times <= 2; times++) {
            flow.failBroker();
            int deliveries = (times + 1) * jobs;
            await().until(() -> flow.taken() >= deliveries);
        }
        flow.awaitPlanned();
        flow.model().goOn();

        // Then
        assertThat(flow.awaitAccepted(jobs))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, jobs).boxed().toList());
    }

    private static List<StoredImage> images(JobResult result) {
        return ((Committed) result.outcome()).images();
    }

    private static void assertDead(JobResult result, FailureKind kind) {
        assertThat(result.outcome()).isInstanceOfSatisfying(Dead.class, dead -> assertThat(dead.kind())
                .isEqualTo(kind));
    }
}
