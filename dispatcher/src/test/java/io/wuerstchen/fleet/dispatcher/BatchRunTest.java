package io.wuerstchen.fleet.dispatcher;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.BATCH;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.MODEL;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.asOf;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.heartbeat;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.wuerstchen.fleet.common.artifact.Fingerprint;
import io.wuerstchen.fleet.common.artifact.JobObjects;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.artifact.ObjectTags;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.archive.Outcomes;
import io.wuerstchen.fleet.dispatcher.archive.Recorder;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.archive.Snapshots;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;
import io.wuerstchen.fleet.dispatcher.ledger.RowFailure;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.ledger.Suspicion;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
import io.wuerstchen.fleet.dispatcher.owner.Claim;
import io.wuerstchen.fleet.dispatcher.owner.Leases;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException;
import io.wuerstchen.fleet.dispatcher.plan.SharedWindow;
import io.wuerstchen.fleet.dispatcher.publish.DeadLetters;
import io.wuerstchen.fleet.dispatcher.publish.FencedException;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher;
import io.wuerstchen.fleet.dispatcher.publish.RunPartitioner;
import io.wuerstchen.fleet.dispatcher.result.ControlFollower;
import io.wuerstchen.fleet.dispatcher.result.PublishedJobs;
import io.wuerstchen.fleet.dispatcher.result.ResultFollower;
import io.wuerstchen.fleet.dispatcher.result.WorkerDirectory;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportJson;
import io.wuerstchen.fleet.dispatcher.testing.FakeBroker;
import io.wuerstchen.fleet.dispatcher.testing.FakeTopic;
import io.wuerstchen.fleet.dispatcher.testing.Guarded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BatchRunTest {
    private static final MicroBatchRef M1 = new MicroBatchRef("m1", "256x128", 8);
    private static final long MAX = BatchSpec.DEFAULT_MAX_PIXELS;
    private static final Duration TURN = Duration.ofMillis(100);

    @TempDir
    private Path dir;

    private final FakeClock clock = new FakeClock();
    private final FakeTopic workers = new FakeTopic("workers");
    private final FakeTopic results = new FakeTopic("results");
    private final FakeTopic jobs = new FakeTopic("jobs.emoji");
    private final FakeTopic control = new FakeTopic("control");
    private final FakeBroker broker = new FakeBroker();
    private MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private ObjectStore store = new InMemoryObjectStore();
    private final SharedWindow window = new SharedWindow(clock, 256);
    private final RecordingListener listener = new RecordingListener();
    private final Instant start = clock.instant();
    private UnaryOperator<ObjectStore> behindTheRecorder = UnaryOperator.identity();
    private Ownership ownership;
    private int answered;
    private int mostOpen;
    private int turns;

    @Test
    void everyRowGetsItsOutcome() {
        // Given
        aWorker();
        answerEachTurn(
                job -> job.id().row() == 3 ? dead(3, "w1") : committed(job.id().row(), "w1", M1));

        // When
        BatchReport report = run("""
                {"prompt": "zero"}
                {"prompt": 1}
                {"prompt": "two", "width": 100}
                {"prompt": "three", "id": "pear"}
                {"prompt": "four"}
                """);

        // Then
        assertThat(report.totals().rows()).isEqualTo(5);
        assertThat(report.totals().tally()).isEqualTo(new Tally(3, 2, 1, 2, 0, 2));
        assertThat(report.finished()).isTrue();
        assertThat(report.work().microBatches()).containsExactly(new Work.MicroBatches("256x128", 8, 1));
        assertThat(report.failures()).extracting(RowFailure::row).containsExactly(1L, 2L, 3L);
        assertThat(listener.results).extracting(result -> result.id().row()).containsExactlyInAnyOrder(0L, 3L, 4L);
        assertThat(listener.rejected).extracting(row -> row.place().line()).containsExactly(2L, 3L);
        assertThat(lastTold()).isEqualTo(report.totals().tally());
    }

    @Test
    void jobsCarryTheModelAndTheDefaultsThatTheWorkerAnnounced() {
        aWorker();
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));

        run("{\"prompt\": \"zero\"}");

        GenerationJob job = job(0);
        assertThat(job.model()).isEqualTo(MODEL);
        assertThat(job.parameters().canvas().resolution()).isEqualTo(new Resolution(256, 128));
        assertThat(store.stat("batches/demo/batch.json")).isPresent();
    }

    @Test
    void rowsAreReadOnlyAsFarAsTheWindowGoes() {
        aWorker();
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));

        BatchReport report = run(rows(1000));

        assertThat(report.totals().tally().committed()).isEqualTo(1000);
        assertThat(mostOpen).isEqualTo(256);
    }

    @Test
    void jobsLeaveInRunsOfWhatALaneTakesAsOneMicroBatch() {
        aWorker();
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));

        run(rows(24));

        assertThat(producer.history().stream().collect(groupingBy(ProducerRecord::partition, counting())))
                .containsOnly(entry(0, 8L), entry(1, 8L), entry(2, 8L));
    }

    @Test
    void aResultThatComesTwiceIsToldOnce() {
        aWorker();
        answerEachTurn(job -> {
            results.addNow(event(committed(0, "w1", M1)), clock.instant());
            return committed(job.id().row(), "w1", M1);
        });

        BatchReport report = run(rows(2));

        assertThat(report.totals().tally()).isEqualTo(new Tally(2, 2, 0, 0, 0, 2));
        assertThat(listener.results).hasSize(2);
    }

    @Test
    void aSecondPictureOfARowCountsForNothingAndIsKeptForTheProof() {
        aWorker();
        answerEachTurn(job -> {
            results.addNow(event(committed(0, "w1", M1)), clock.instant());
            return committed(job.id().row(), "w2", M1);
        });

        BatchReport report = run(rows(1));

        List<String> authors = new ArrayList<>();
        ResultSegments.read(new BatchObjects(store, new ObjectNames(""), BATCH), "", 0, new Outcomes() {
            @Override
            public void result(JobResult result) {
                authors.add(result.worker());
            }

            @Override
            public void rejected(RejectedRow row) {
                authors.add("nobody");
            }
        });
        assertThat(report.totals().tally().committed()).isEqualTo(1);
        assertThat(authors).containsExactly("w1", "w2");
    }

    @Test
    void aBatchWhoseStoreTakesItsTimeBeginsAllTheSame() {
        aWorker();
        behindTheRecorder = SlowStore::new;
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));

        BatchReport report = run(rows(3));

        assertThat(report.totals().tally().committed()).isEqualTo(3);
    }

    @Test
    void waitsForAWorkerAndSaysSoWithinTenSeconds() {
        everyTurn(workers, () -> {
            if (clock.instant().isAfter(start.plusSeconds(12))) {
                aWorker();
            }
        });
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));

        BatchReport report = run(rows(1));

        assertThat(report.finished()).isTrue();
        assertThat(listener.droughts).singleElement().satisfies(waited -> assertThat(waited)
                .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(10)));
    }

    @Test
    void saysSoWhenTheWorkersAreGoneAndGoesOnWhenOneIsBack() {
        aWorker();
        everyTurn(results, () -> {
            if (clock.instant().isAfter(start.plusSeconds(60))) {
                aWorker();
                answerAll(job -> committed(job.id().row(), "w1", M1));
            }
        });

        BatchReport report = run(rows(1));

        assertThat(report.finished()).isTrue();
        assertThat(listener.droughts).hasSize(1);
    }

    @Test
    void aBatchWhoseWeightsNoWorkerHasAnyMorePublishesNothingAndLeavesTheWindowToOthers() {
        // Given
        aWorker();
        broker.groupIsDoneWithEverything();
        SharedWindow.Share other = window.join();
        List<Boolean> places = new ArrayList<>();
        Set<Integer> published = new HashSet<>();
        everyTurn(results, () -> {
            Duration passed = Duration.between(start, clock.instant());
            if (passed.toSeconds() < 100) {
                heartbeatNow("w2", new ModelRef(MODEL.name(), "other"));
            } else {
                heartbeatNow("w3", MODEL);
                answerAll(job -> committed(job.id().row(), "w3", M1));
            }
            if (passed.toSeconds() > 20 && passed.toSeconds() < 100) {
                published.add(producer.history().size());
                places.add(other.hasTurn());
                other.rest();
            }
        });

        // When
        BatchReport report = run(rows(300));

        // Then
        assertThat(published).hasSize(1);
        assertThat(places).isNotEmpty().containsOnly(true);
        assertThat(report.totals().tally().committed()).isEqualTo(300);
    }

    @Test
    void givesUpWhereNoWorkerEverComes() {
        everyTurn(workers, () -> clock.move(Duration.ofMinutes(1)));

        assertThatThrownBy(() -> run(rows(1)))
                .isInstanceOf(MessagingException.class)
                .hasMessageStartingWith("model emoji: no worker in 30 minutes");
    }

    @Test
    void anInterruptStopsPublishingAndReportsHowFarItGot() {
        aWorker();
        everyTurn(results, () -> {
            answerAll(job -> committed(job.id().row(), "w1", M1));
            Thread.currentThread().interrupt();
        });

        BatchReport report = run(rows(1000));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.finished()).isFalse();
        assertThat(report.totals().rows()).isEqualTo(1000);
        assertThat(producer.history()).hasSizeLessThan(1000);
    }

    @Test
    void anInterruptEndsTheWaitForAWorker() {
        everyTurn(workers, () -> Thread.currentThread().interrupt());

        BatchReport report = run(rows(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.totals().tally()).isEqualTo(new Tally(0, 0, 0, 0, 0, 0));
    }

    @Test
    void aKafkaThatDoesNotAnswerWhenASnapshotIsDueEndsNoRun() {
        aWorker();
        everyTurn(results, () -> {
            if (turns++ == 5) {
                clock.move(Duration.ofSeconds(61));
                jobs.consumer().setOffsetsException(new TimeoutException("20000 ms have passed"));
            } else if (turns > 10) {
                answerAll(job -> committed(job.id().row(), "w1", M1));
            }
        });

        BatchReport report = run(rows(3));

        assertThat(report.totals().tally().committed()).isEqualTo(3);
    }

    @Test
    void aJobThatKafkaDoesNotTakeEndsTheRun() {
        aWorker();
        producer.sendException = new TimeoutException("60000 ms have passed");
        everyTurn(results, () -> {});

        assertThatThrownBy(() -> run(rows(1)))
                .isInstanceOf(MessagingException.class)
                .hasMessage("can't publish to jobs.emoji: 60000 ms have passed");
    }

    @Test
    void nothingIsPublishedOnceKafkaHasGivenTheProducerUpThoughNobodyHasTakenTheBatch() {
        aWorker();
        everyTurn(results, () -> {
            answerAll(job -> committed(job.id().row(), "w1", M1));
            producer.fenceProducer();
        });

        assertThatThrownBy(() -> run(rows(1000))).isInstanceOf(FencedException.class);
        assertThat(producer.history()).hasSize(256);
    }

    @Test
    void nothingIsPublishedOnceKafkaNeitherCommitsNorAbortsAndWhoeverHasASuccessorByThenHasLostTheBatch() {
        aWorker();
        everyTurn(results, () -> {
            answerAll(job -> committed(job.id().row(), "w1", M1));
            new Claim(new Leases(store, new ObjectNames(""), BATCH), "other", System::nanoTime).tryTake(true);
            producer.commitTransactionException = new KafkaException("unexpected");
            producer.abortTransactionException = new KafkaException("unexpected");
        });

        assertThatThrownBy(() -> run(rows(1000)))
                .isInstanceOf(OwnershipLostException.class)
                .hasMessageStartingWith("batch demo: taken over, epoch 2");
        assertThat(producer.history()).hasSize(256);
    }

    @Test
    void whoeverIsFencedByItsSuccessorHasLostTheBatch() {
        aWorker();
        everyTurn(results, () -> {
            answerAll(job -> committed(job.id().row(), "w1", M1));
            new Claim(new Leases(store, new ObjectNames(""), BATCH), "other", System::nanoTime).tryTake(true);
            producer.fenceProducer();
        });

        assertThatThrownBy(() -> run(rows(1000)))
                .isInstanceOf(OwnershipLostException.class)
                .hasMessageStartingWith("batch demo: taken over, epoch 2");
        assertThat(producer.history()).hasSize(256);
    }

    @Test
    void nothingIsPublishedOrStoredOnceAnotherDispatcherHasTheBatch() {
        aWorker();
        everyTurn(results, () -> {
            answerAll(job -> committed(job.id().row(), "w1", M1));
            ownership.lose("taken over, epoch 2", null);
        });

        assertThatThrownBy(() -> run(rows(1000))).isInstanceOf(OwnershipLostException.class);
        assertThat(producer.history()).hasSize(256);
        assertThat(store.list("batches/demo/results/", 10)).isEmpty();
    }

    @Test
    void aReportThatIsPutOnceMoreIsNotIfAnotherDispatcherHasTheBatchByThen() {
        aWorker();
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));
        ObjectStore memory = store;
        store = Guarded.store(new ForwardingObjectStore() {
            @Override
            public ObjectStore store() {
                return memory;
            }

            @Override
            public boolean putIfAbsent(StoreObject object) {
                if (object.key().endsWith("/report.json") && ownership.isGood()) {
                    ownership.lose("taken over, epoch 2", null);
                    throw new StoreException("busy", null);
                }
                return memory.putIfAbsent(object);
            }
        });

        assertThatThrownBy(() -> run(rows(1))).isInstanceOf(OwnershipLostException.class);

        assertThat(memory.stat("batches/demo/report.json")).isEmpty();
    }

    @Test
    void aRowThatOnlyTheModelsDefaultsMakeTooLargeIsRejectedThenAndStaysSo() {
        aWorker();
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));

        // 128 x 8192 would do; the worker's model draws 256 wide.
        BatchReport report = run("{\"prompt\": \"zero\", \"height\": 8192}\n{\"prompt\": \"one\"}", MAX / 4);

        assertThat(report.totals().tally()).isEqualTo(new Tally(1, 1, 0, 1, 0, 1));
        assertThat(listener.rejected).hasSize(1);
        assertThat(store.list("batches/demo/results/", 10)).contains("batches/demo/results/00000-00000.jsonl.zst");
    }

    @Test
    void anotherRunGoesOnWithTheRowsThatHaveNoOutcomeYet() {
        // Given
        aWorker();
        everyTurn(results, () -> {
            answerAll(job -> committed(job.id().row(), "w1", M1));
            Thread.currentThread().interrupt();
        });
        BatchReport first = run(rows(1000));
        assertThat(Thread.interrupted()).isTrue();

        // When
        BatchRunTest again = onTheSameStore();
        again.aWorker();
        again.answerEachTurn(job -> committed(job.id().row(), "w2", M1));
        BatchReport second = again.run(rows(1000));

        // Then
        long done = first.totals().tally().committed();
        assertThat(done).isBetween(1L, 999L);
        assertThat(second.finished()).isTrue();
        assertThat(second.work().workers()).isEqualTo(Map.of("w1", done, "w2", 1000 - done));
        assertThat(again.producer.history()).hasSize((int) (1000 - done)).noneMatch(BatchRunTest::isPublishedAgain);
        assertThat(again.listener.results).hasSize((int) (1000 - done));
    }

    @Test
    void whatIsUnderWayIsNotPublishedAgainButAwaited() {
        // Given
        aWorker();
        everyTurn(results, () -> Thread.currentThread().interrupt());
        run(rows(3));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(producer.history()).hasSize(3);

        // When
        BatchRunTest again = onTheSameStore();
        again.aWorker();
        again.everyTurn(again.results, () -> LongStream.range(0, 3)
                .forEach(row -> again.results.addNow(again.event(committed(row, "w1", M1)), again.clock.instant())));
        BatchReport second = again.run(rows(3));

        // Then
        assertThat(second.totals().tally()).isEqualTo(new Tally(3, 3, 0, 0, 0, 3));
        assertThat(again.producer.history()).isEmpty();
    }

    @Test
    void aRowThatWaitsByAClockThatWasAheadWaitsAMinuteAtMost() {
        // Given
        clock.move(Duration.ofHours(1));
        aWorker();
        everyTurn(results, () -> {
            if (answered++ == 0) {
                results.addNow(retry(0), clock.instant());
            } else {
                Thread.currentThread().interrupt();
            }
        });
        run(rows(1));
        assertThat(Thread.interrupted()).isTrue();

        // When
        BatchRunTest again = onTheSameStore();
        again.aWorker();
        again.everyTurn(again.results, () -> {
            again.heartbeatNow("w1", MODEL);
            again.answerAll(job -> committed(job.id().row(), "w1", M1));
        });
        again.run(rows(1));

        // Then
        assertThat(again.clock.instant()).isBefore(again.start.plusSeconds(62));
    }

    @Test
    void withoutAWholeSnapshotAllThatStandsInTheStoreCounts() {
        // Given
        aWorker();
        everyTurn(results, () -> {
            answerAll(job -> committed(job.id().row(), "w1", M1));
            Thread.currentThread().interrupt();
        });
        BatchReport first = run(rows(1000));
        assertThat(Thread.interrupted()).isTrue();
        store.list("batches/demo/snapshots/", 10).forEach(store::delete);

        // When
        BatchRunTest again = onTheSameStore();
        again.aWorker();
        again.answerEachTurn(job -> committed(job.id().row(), "w2", M1));
        BatchReport second = again.run(rows(1000));

        // Then
        long done = first.totals().tally().committed();
        assertThat(second.finished()).isTrue();
        assertThat(again.producer.history()).hasSize((int) (1000 - done));
    }

    @Test
    void whatWasUnderWayOnATopicThatWasMadeAnewIsPublishedAgain() {
        // Given
        aWorker();
        everyTurn(results, () -> Thread.currentThread().interrupt());
        run(rows(3));
        assertThat(Thread.interrupted()).isTrue();

        // When
        BatchRunTest again = onTheSameStore();
        again.broker.jobsMadeAnew();
        again.aWorker();
        again.answerEachTurn(job -> committed(job.id().row(), "w1", M1));
        BatchReport second = again.run(rows(3));

        // Then
        assertThat(second.totals().tally().committed()).isEqualTo(3);
        assertThat(second.totals().swept()).isEqualTo(3);
        assertThat(again.producer.history()).hasSize(3).allMatch(BatchRunTest::isPublishedAgain);
    }

    @Test
    void anotherGenerationTriesDeadRowsAgainAndHasAReportOfItsOwn() {
        // Given
        aWorker();
        answerEachTurn(
                job -> job.id().row() == 1 ? dead(1, "w1") : committed(job.id().row(), "w1", M1));
        run(rows(3));
        Generation.begin(new BatchObjects(store, new ObjectNames(""), BATCH), new Revival("BadImage"));

        // When
        BatchRunTest again = onTheSameStore();
        again.aWorker();
        again.answerEachTurn(job -> committed(job.id().row(), "w2", M1));
        BatchReport second = again.run(rows(3));

        // Then
        assertThat(second.perfect()).isTrue();
        assertThat(second.generation()).isEqualTo(1);
        assertThat(second.failures()).isEmpty();
        assertThat(again.producer.history()).singleElement().satisfies(job -> assertThat(
                        PublicationHeaders.read(job.headers()))
                .isEqualTo(new Publication(true, 1, 0, false)));
        assertThat(store.stat("batches/demo/report.json")).isPresent();
        assertThat(store.stat("batches/demo/report-00001.json")).isPresent();
    }

    @Test
    void aCommitThatComesAfterARowHasEndedCountsOnlyIfItsObjectsStand() {
        // Given
        aWorker();
        answerEachTurn(job -> {
            results.addNow(event(dead(0, "w1")), clock.instant());
            return committed(0, "w2", M1);
        });

        // When
        BatchReport report = run(rows(1));

        // Then
        assertThat(report.totals().tally().dead()).isEqualTo(1);
        assertThat(report.totals().tally().committed()).isZero();
        assertThat(storedOutcomes()).noneMatch(result -> result.outcome() instanceof JobResult.Committed);
    }

    @Test
    void aRowThatIsTriedAgainIsNotCommittedByAWorkerThatHadItBefore() {
        // Given
        aWorker();
        answerEachTurn(job -> dead(0, "w1"));
        run(rows(1));
        Generation.begin(new BatchObjects(store, new ObjectNames(""), BATCH), new Revival(null));

        // When
        BatchRunTest again = onTheSameStore();
        again.aWorker();
        again.answerEachTurn(job -> {
            again.results.addNow(again.event(committed(0, "sleeper", M1)), again.clock.instant());
            return committed(0, "w2", M1);
        });
        BatchReport second = again.run(rows(1));

        // Then
        assertThat(second.perfect()).isTrue();
        assertThat(second.work().workers()).containsOnlyKeys("w2");
    }

    @Test
    void thatARowHasEndedIsStoredBeforeAnythingOfItIsDeleted() {
        // Given
        List<Boolean> known = new ArrayList<>();
        ObjectStore memory = store;
        store = new ForwardingObjectStore() {
            @Override
            public ObjectStore store() {
                return memory;
            }

            @Override
            public void delete(String key) {
                if (key.contains("/images/")) {
                    known.add(newest().ledger().ended(0));
                }
                memory.delete(key);
            }
        };
        aWorker();
        answerEachTurn(job -> {
            putOneOf(job);
            return dead(0, "w1");
        });

        // When
        run("{\"prompt\": \"a red apple\", \"n\": 2}\n");

        // Then
        assertThat(known).containsExactly(true);
    }

    @Test
    void catchesUpThoughTheResultsAreMadeAnewWhileTheyAreRead() {
        // Given
        aWorker();
        everyTurn(results, () -> Thread.currentThread().interrupt());
        run(rows(3));
        assertThat(Thread.interrupted()).isTrue();
        BatchRunTest again = onTheSameStore();
        TopicPartition first = new TopicPartition("results", 0);
        again.results.consumer().updateEndOffsets(Map.of(first, 1000L));
        again.everyTurn(again.results, () -> {
            again.heartbeatNow("w1", MODEL);
            again.turns++;
            if (again.turns == 100) {
                again.results.consumer().updateEndOffsets(Map.of(first, 40L));
            } else if (again.turns == 700) {
                LongStream.range(0, 3)
                        .forEach(row ->
                                again.results.addNow(again.event(committed(row, "w1", M1)), again.clock.instant()));
            }
        });

        // When
        BatchReport report = again.run(rows(3));

        // Then
        assertThat(report.totals().tally().committed()).isEqualTo(3);
    }

    @Test
    void whatTheBrokerHasDroppedIsPublishedAgain() {
        aWorker();
        List<Long> seen = new ArrayList<>();
        broker.groupIsDoneWithEverything();
        answerEachTurn(job -> {
            // The first record of row 1 is gone without a word.
            boolean dropped = job.id().row() == 1 && !seen.contains(1L);
            seen.add(job.id().row());
            return dropped ? null : committed(job.id().row(), "w1", M1);
        });

        BatchReport report = run(rows(3));

        assertThat(seen).containsExactly(0L, 1L, 2L, 1L);
        assertThat(report.totals().swept()).isEqualTo(1);
        assertThat(report.totals().tally().committed()).isEqualTo(3);
        assertThat(producer.history())
                .filteredOn(BatchRunTest::isPublishedAgain)
                .hasSize(1);
    }

    @Test
    void aFailedAttemptIsPublishedAgainAfterAWhileWithItsCount() {
        aWorker();
        everyTurn(results, () -> {
            for (; answered < producer.history().size(); answered++) {
                ProducerRecord<String, byte[]> job = producer.history().get(answered);
                boolean first = PublicationHeaders.read(job.headers()).attempts() == 0;
                results.addNow(first ? retry(answered) : event(committed(0, "w1", M1)), clock.instant());
            }
        });

        BatchReport report = run(rows(1));

        assertThat(report.totals().tally().committed()).isEqualTo(1);
        assertThat(producer.history())
                .extracting(job -> PublicationHeaders.read(job.headers()))
                .containsExactly(Publication.FIRST, new Publication(true, 0, 1, false));
    }

    @Test
    void aCancelledBatchEndsWithWhatTheWorkersSayAndPublishesNothingMore() {
        aWorker();
        everyTurn(results, () -> {
            new Wanted(State.CANCELLED).write(new BatchObjects(store, new ObjectNames(""), BATCH));
            sayOnControl(State.CANCELLED);
            if (isCancellingTold()) {
                answerAll(job -> job.id().row() == 0 ? committed(0, "w1", M1) : cancelled(job));
            }
        });

        BatchReport report = run(rows(1000));

        assertThat(report.finished()).isTrue();
        assertThat(report.totals().tally()).isEqualTo(new Tally(256, 1, 0, 0, 999, 1));
        assertThat(store.stat("batches/demo/report.json")).isPresent();
    }

    @Test
    void whatAWorkerTakesForCancelledIsPublishedAgainAfterAMoment() {
        aWorker();
        List<Instant> published = new ArrayList<>();
        answerEachTurn(job -> {
            published.add(clock.instant());
            return published.size() == 1 ? cancelled(job) : committed(job.id().row(), "w1", M1);
        });

        BatchReport report = run(rows(1));

        assertThat(report.totals().tally().committed()).isEqualTo(1);
        assertThat(published).hasSize(2);
        assertThat(Duration.between(published.get(0), published.get(1)))
                .isBetween(Duration.ofSeconds(1), TURN.multipliedBy(20));
    }

    @Test
    void rowsOfACancelledBatchAreTriedAgainThoughWhoeverAsksForItDiesInTheMiddle() {
        aWorker();
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), BATCH);
        everyTurn(results, () -> {
            heartbeatNow("w1", MODEL);
            if (turns == 0) {
                new Wanted(State.CANCELLED).write(objects);
                turns = 1;
            } else if (turns == 1 && isCancellingTold()) {
                Generation.begin(objects, new Revival(null));
                turns = 2;
            } else if (turns == 2 && lastTold().cancelled() == 0) {
                answerAll(job -> committed(job.id().row(), "w1", M1));
            }
            sayOnControl(State.CANCELLED);
        });

        BatchReport report = run(rows(1000));

        assertThat(report.generation()).isEqualTo(1);
        assertThat(report.totals().tally().committed()).isEqualTo(1000);
    }

    @Test
    void rowsThatAreNotAskedForAgainStayCancelledThoughNobodyHeardThatTheyWere() {
        aWorker();
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), BATCH);
        new Wanted(State.CANCELLED).write(objects);
        Generation.begin(objects, new Revival("BadImage"));
        new Wanted(State.RUNNING).write(objects);

        BatchReport report = run(rows(3));

        assertThat(report.totals().tally()).isEqualTo(new Tally(0, 0, 0, 0, 3, 0));
    }

    @Test
    void aCancelledBatchEndsThoughNoWorkerIsLeftToSayWhatBecameOfItsJobs() {
        aWorker();
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), BATCH);
        everyTurn(results, () -> {
            if (producer.history().size() == 256 && turns++ == 0) {
                new Wanted(State.CANCELLED).write(objects);
            }
            sayOnControl(State.CANCELLED);
        });

        BatchReport report = run(rows(300));

        assertThat(report.finished()).isTrue();
        assertThat(report.totals().tally().cancelled()).isEqualTo(300);
        assertThat(Duration.between(start, clock.instant()))
                .isBetween(Duration.ofSeconds(15 + 80), Duration.ofSeconds(15 + 140));
    }

    @Test
    void whatAWorkerStillHasOfACancelledBatchIsWaitedFor() {
        aWorker();
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), BATCH);
        everyTurn(results, () -> {
            if (producer.history().size() == 3 && turns++ == 0) {
                new Wanted(State.CANCELLED).write(objects);
            }
            heartbeatNow("w1", MODEL);
            sayOnControl(State.CANCELLED);
            if (clock.instant().isAfter(start.plusSeconds(300))) {
                answerAll(job -> committed(job.id().row(), "w1", M1));
            }
        });

        BatchReport report = run(rows(3));

        assertThat(report.totals().tally().committed()).isEqualTo(3);
    }

    @Test
    void aPausedBatchPublishesNothingUntilItIsResumed() {
        aWorker();
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), BATCH);
        new Wanted(State.PAUSED).write(objects);
        List<Integer> published = new ArrayList<>();
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));
        everyTurn(control, () -> {
            published.add(producer.history().size());
            if (published.size() == 20) {
                new Wanted(State.RUNNING).write(objects);
            }
            sayOnControl(State.RUNNING);
        });

        BatchReport report = run(rows(3));

        assertThat(published.subList(0, 20)).containsOnly(0);
        assertThat(report.totals().tally().committed()).isEqualTo(3);
    }

    @Test
    void aJobThatKillsProcessAfterProcessIsDead() {
        aWorker();
        List<Publication> publications = new ArrayList<>();
        everyTurn(results, () -> {
            List<ProducerRecord<String, byte[]>> sent = producer.history();
            for (; answered < sent.size(); answered++) {
                ProducerRecord<String, byte[]> record = sent.get(answered);
                if (record.topic().equals("jobs.emoji")) {
                    publications.add(PublicationHeaders.read(record.headers()));
                    killAProcess(publications.size());
                } else if (record.topic().equals("results")) {
                    results.addNow(record, clock.instant());
                }
            }
        });

        BatchReport report = run(rows(1));

        assertThat(report.totals().tally().dead()).isEqualTo(1);
        assertThat(report.failures()).extracting(RowFailure::kind).containsExactly(FailureKind.CRASH);
        assertThat(publications)
                .hasSize(Suspicion.CRASHES)
                .startsWith(Publication.FIRST)
                .endsWith(new Publication(true, 0, 0, true));
        assertThat(producer.history())
                .filteredOn(record -> record.topic().equals("dead-letters"))
                .hasSize(1);
    }

    @Test
    void aFinishedBatchLeavesItsReport() {
        aWorker();
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));

        BatchReport report = run(rows(3));

        byte[] stored = store.get("batches/demo/report.json");
        assertThat(ReportJson.read(Json.parseObject(stored))).isEqualTo(report);
    }

    @Test
    void anUnfinishedBatchLeavesNoReport() {
        aWorker();
        everyTurn(results, () -> Thread.currentThread().interrupt());

        run(rows(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.stat("batches/demo/report.json")).isEmpty();
    }

    @Test
    void aRowThatIsReportedBeforeItIsPublishedAgainIsNotPublished() {
        aWorker();
        // Left over from an earlier run: the last row is done before the window gets there.
        results.add(event(committed(299, "w1", M1)), clock.instant());
        answerEachTurn(job -> committed(job.id().row(), "w1", M1));

        BatchReport report = run(rows(300));

        assertThat(report.totals().tally()).isEqualTo(new Tally(299, 300, 0, 0, 0, 300));
    }

    private Snapshot newest() {
        return new Snapshots(new BatchObjects(store, new ObjectNames(""), BATCH))
                .newest()
                .orElseThrow();
    }

    private List<JobResult> storedOutcomes() {
        List<JobResult> stored = new ArrayList<>();
        ResultSegments.read(new BatchObjects(store, new ObjectNames(""), BATCH), "prompts.jsonl", 0, new Outcomes() {
            @Override
            public void result(JobResult result) {
                stored.add(result);
            }

            @Override
            public void rejected(RejectedRow row) {
                throw new AssertionError(row);
            }
        });
        return stored;
    }

    /** The first picture of a job, as a worker leaves it that dies before the second. */
    private void putOneOf(GenerationJob job) {
        JobObjects.Name first = JobObjects.of(new ObjectNames(""), job).of(0).get(0);
        Map<String, String> tags =
                new ObjectTags("0".repeat(64), Fingerprint.of(job).value(), List.of()).metadata();
        store.put(new ObjectStore.StoreObject(first.key(), new byte[1], "image/png", tags));
    }

    /** The process says that it has the job alone, and another one of the same name is there soon. */
    private void killAProcess(int time) {
        workers.add(new FleetEvents(clock).heartbeat("workers", heartbeat("w1", MODEL, "p" + time)), clock.instant());
        JobNotice.Place place = new JobNotice.Place(0, time - 1);
        JobNotice attempting = new JobNotice(new JobId(BATCH, 0), "w1", place, new JobNotice.Attempting("p" + time));
        results.addNow(new FleetEvents(clock).notice("results", attempting), clock.instant());
        workers.add(
                new FleetEvents(clock).heartbeat("workers", heartbeat("w1", MODEL, "p" + (time + 1))), clock.instant());
    }

    private boolean isCancellingTold() {
        return listener.progress.stream().anyMatch(told -> told.tally().cancelled() > 0);
    }

    private Tally lastTold() {
        return listener.progress.get(listener.progress.size() - 1).tally();
    }

    private void sayOnControl(State state) {
        control.addNow(new FleetEvents(clock).control("control", new BatchControl(BATCH, state, 0)), clock.instant());
    }

    private BatchRunTest onTheSameStore() {
        BatchRunTest again = new BatchRunTest();
        again.dir = dir;
        again.store = store;
        return again;
    }

    private ProducerRecord<String, byte[]> retry(int published) {
        JobNotice.Place place =
                new JobNotice.Place(producer.history().get(published).partition(), 0);
        JobNotice notice = new JobNotice(
                job(published).id(), "w1", place, new JobNotice.Retry(FailureKind.MODEL_ERROR, "it failed", 1));
        return new FleetEvents(clock).notice("results", notice);
    }

    private static JobResult cancelled(GenerationJob job) {
        return new JobResult(job.origin(), job.model(), "w1", new JobResult.Cancelled());
    }

    private static boolean isPublishedAgain(ProducerRecord<String, byte[]> job) {
        return job.headers().lastHeader("fleet_published_again") != null;
    }

    private BatchReport run(String text) {
        return run(text, MAX);
    }

    private BatchReport run(String text, long maxPixels) {
        BatchSpec.Options options = new BatchSpec.Options(Settings.NONE, maxPixels, null);
        BatchSpec spec = new BatchSpec(BATCH, PromptSource.file(file(text)), MODEL.name(), options);
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), BATCH);
        InputIndex input = new BatchIntake(objects, listener).take(spec);
        // By a clock that stands still: a machine that is busy elsewhere for a while costs no lease.
        ownership = new Claim(new Leases(store, new ObjectNames(""), BATCH), "test", () -> 0)
                .tryTake(true)
                .orElseThrow();
        try (Keeper keeper = Keeper.start(objects, ownership, new OnTheCaller());
                Recorder recorder = new Recorder(
                        new BatchObjects(behindTheRecorder.apply(store), new ObjectNames(""), BATCH), ownership)) {
            Assignment assignment = new Assignment(spec.submission(), input, objects, ownership, keeper);
            return new BatchRun(assignment, stations(recorder), listener, clock).run(window);
        }
    }

    private Stations stations(Recorder recorder) {
        FleetEvents events = new FleetEvents(clock);
        KafkaJobPublisher publisher = new KafkaJobPublisher(
                producer, events, "jobs.emoji", runImages -> new RunPartitioner(12, runImages, 0));
        Stations.Heard heard = new Stations.Heard(
                new WorkerDirectory(workers.consumer(), "workers", clock),
                new ResultFollower(results.consumer(), "results", BATCH),
                new PublishedJobs(jobs.consumer(), "jobs.emoji", BATCH, clock),
                new ControlFollower(control.consumer(), "control", BATCH));
        return new Stations(heard, publisher, new DeadLetters(publisher, events, new Topics("")), broker, recorder);
    }

    private void aWorker() {
        workers.add(new FleetEvents(clock).heartbeat("workers", heartbeat("w1", MODEL)), clock.instant());
    }

    /** To be called from a poll task. */
    private void heartbeatNow(String worker, ModelRef model) {
        workers.addNow(new FleetEvents(clock).heartbeat("workers", heartbeat(worker, model)), clock.instant());
    }

    /** Runs {@code task} at each poll of {@code topic}, and lets time pass. */
    private void everyTurn(FakeTopic topic, Runnable task) {
        topic.consumer().schedulePollTask(() -> {
            clock.move(TURN);
            task.run();
            everyTurn(topic, task);
        });
    }

    private void answerEachTurn(Function<GenerationJob, JobResult> worker) {
        everyTurn(results, () -> answerAll(worker));
    }

    private void answerAll(Function<GenerationJob, JobResult> worker) {
        mostOpen = Math.max(mostOpen, producer.history().size() - answered);
        for (; answered < producer.history().size(); answered++) {
            JobResult result = worker.apply(job(answered));
            if (result != null) {
                results.addNow(event(asPublished(answered, result)), clock.instant());
            }
        }
    }

    /** As a worker says it: of the generation that the job was published in. */
    private JobResult asPublished(int published, JobResult result) {
        int generation = PublicationHeaders.read(
                        producer.history().get(published).headers())
                .generation();
        return result.outcome() instanceof JobResult.Committed ? asOf(generation, result) : result;
    }

    private ProducerRecord<String, byte[]> event(JobResult result) {
        return new FleetEvents(clock).result("results", result);
    }

    private GenerationJob job(int published) {
        return JobJson.read(Json.parseObject(producer.history().get(published).value()), Settings.NONE);
    }

    private static String rows(int count) {
        return "{\"prompt\": \"a red apple\"}\n".repeat(count);
    }

    private Path file(String text) {
        try {
            return Files.writeString(dir.resolve("prompts.jsonl"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Time stands still for a look, as it does for nothing else that another thread does. */
    private static final class OnTheCaller extends ScheduledThreadPoolExecutor {
        OnTheCaller() {
            super(1);
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    /** Longer for a put than the run has patience for at once. */
    private record SlowStore(ObjectStore store) implements ForwardingObjectStore {
        @Override
        public boolean putIfAbsent(StoreObject object) {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            return store.putIfAbsent(object);
        }
    }
}
