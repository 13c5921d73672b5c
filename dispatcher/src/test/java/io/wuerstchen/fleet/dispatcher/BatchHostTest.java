package io.wuerstchen.fleet.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.dispatcher.BatchHost.HostListener;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.control.BatchCatalogue;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
import io.wuerstchen.fleet.dispatcher.result.BatchMentions;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.testing.FakeTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchHostTest {
    private final FakeClock clock = new FakeClock();
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final FakeTopic control = new FakeTopic("control");
    private final List<String> events = new CopyOnWriteArrayList<>();
    /** Batches end when theirs is counted down. */
    private final Map<String, CountDownLatch> ends = new ConcurrentHashMap<>();

    private final Set<String> heldElsewhere = ConcurrentHashMap.newKeySet();
    private Thread thread;

    @BeforeEach
    void start() {
        for (String batch : List.of("a", "b", "c")) {
            ends.put(batch, new CountDownLatch(1));
        }
        BatchCatalogue catalogue = new BatchCatalogue(store, new ObjectNames(""), clock);
        BatchHost host = new BatchHost(this::run, catalogue, 2, new Recorded(), clock);
        BatchMentions mentions = new BatchMentions(control.consumer(), "control");
        mentions.start();
        thread = new Thread(() -> host.run(mentions));
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(30_000);
    }

    @Test
    void runsWhatIsUnfinishedSoManyAtOnce() {
        submit("a");
        submit("b");
        submit("c");

        thread.start();

        awaitEvents("a begun", "b begun");
        assertThat(events).doesNotContain("c begun");
        ends.get("a").countDown();
        awaitEvents("a finished", "c begun");
    }

    @Test
    void hearsOfABatchAtOnce() {
        thread.start();
        submit("b");

        mention("b");

        // This clock stands still, so that it has not looked for it.
        awaitEvents("b begun");
    }

    @Test
    void looksAgainForABatchThatWasStillBeingUploaded() {
        store.put(new StoreObject("batches/c/input/00000-00.jsonl.zst", new byte[1], "text/plain", Map.of()));
        submit("a");
        thread.start();
        awaitEvents("a begun");
        assertThat(events).doesNotContain("c begun");

        submit("c");
        clock.move(Duration.ofSeconds(31));

        awaitEvents("c begun");
    }

    @Test
    void triesABatchThatFailedAgainAfterAWhile() {
        submit("a");
        ends.remove("a");
        thread.start();
        awaitEvents("a failed: no Kafka");

        ends.put("a", new CountDownLatch(0));
        clock.move(Duration.ofSeconds(31));

        awaitEvents("a finished");
    }

    @Test
    void runsABatchOnceMoreThatIsToBeTriedAgainBeforeItHasEnded() {
        submit("a");
        thread.start();
        awaitEvents("a begun");

        Generation.begin(new BatchObjects(store, new ObjectNames(""), "a"), new Revival(null));
        ends.get("a").countDown();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(events)
                .containsExactly("a begun", "a finished", "a begun", "a finished"));
    }

    @Test
    void runsAFinishedBatchOnceMoreThoughNobodySaidThatItsRowsAreToBeTriedAgain() {
        // Given
        submit("a");
        ends.get("a").countDown();
        thread.start();
        awaitEvents("a finished");
        submit("b");
        mention("b");
        // By then the first one has been looked at for the last time.
        awaitEvents("b begun");

        // When
        Generation.begin(new BatchObjects(store, new ObjectNames(""), "a"), new Revival(null));

        // Then
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(events)
                .containsExactly("a begun", "a finished", "b begun", "a begun", "a finished"));
    }

    @Test
    void asksAllFinishedBatchesInTurnWhetherTheyAreToBeTriedAgain() {
        // Given
        FinishedBatches finished = new FinishedBatches(new BatchCatalogue(store, new ObjectNames(""), clock));
        List<String> batches = IntStream.range(0, 2 * FinishedBatches.AT_ONCE + 1)
                .mapToObj(number -> "batch-" + number)
                .toList();
        for (String batch : batches) {
            new BatchObjects(store, new ObjectNames(""), batch).putReport(0, "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(finished.add(batch)).isTrue();
        }
        String last = batches.get(batches.size() - 1);
        Generation.begin(new BatchObjects(store, new ObjectNames(""), last), new Revival(null));

        // When
        List<List<String>> answers =
                Stream.generate(finished::wantedAgain).limit(4).toList();

        // Then
        assertThat(answers).containsExactly(List.of(), List.of(), List.of(last), List.of());
        assertThat(finished.has(last)).isFalse();
        assertThat(finished.has(batches.get(0))).isTrue();
    }

    @Test
    void waitsForBatchesOfAnotherDispatcherOnlyWhileNoOtherCouldGoOn() {
        submit("a");
        submit("b");
        heldElsewhere.addAll(List.of("a", "b"));
        thread.start();
        awaitEvents("a waits for another", "b waits for another");
        submit("c");
        clock.move(Duration.ofSeconds(31));

        awaitEvents("c begun");
        assertThat(events).containsAnyOf("a put off", "b put off").doesNotContain("a released", "b released");
    }

    @Test
    void aPausedBatchGivesItsPlaceToOneThatCanGoOn() {
        submit("a");
        submit("b");
        thread.start();
        awaitEvents("a begun", "b begun");
        submit("c");
        want("b", BatchControl.State.PAUSED);

        clock.move(Duration.ofSeconds(31));

        awaitEvents("b put off", "c begun");
        assertThat(events).doesNotContain("a put off");
    }

    @Test
    void pausedBatchesComeAfterThoseThatCanGoOn() {
        submit("a");
        submit("b");
        submit("c");
        want("a", BatchControl.State.PAUSED);

        thread.start();

        awaitEvents("b begun", "c begun");
        assertThat(events).doesNotContain("a begun");
        ends.get("b").countDown();
        awaitEvents("a begun");
    }

    @Test
    void letsGoOfEveryBatchWhenItIsStopped() throws InterruptedException {
        submit("a");
        submit("b");
        thread.start();
        awaitEvents("a begun", "b begun");

        thread.interrupt();
        thread.join(30_000);

        assertThat(events).contains("a released", "b released");
    }

    private void mention(String batch) {
        BatchControl word = new BatchControl(batch, BatchControl.State.RUNNING, 0);
        control.add(new FleetEvents(clock).control("control", word), clock.instant());
    }

    private void want(String batch, BatchControl.State state) {
        new Wanted(state).write(new BatchObjects(store, new ObjectNames(""), batch));
    }

    private void submit(String batch) {
        new BatchObjects(store, new ObjectNames(""), batch).putSubmission("{}".getBytes(StandardCharsets.UTF_8));
    }

    private void awaitEvents(String... expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(events).contains(expected));
    }

    private BatchReport run(String batch, BatchListener listener) {
        CountDownLatch end = ends.get(batch);
        if (end == null) {
            throw new MessagingException("no Kafka", null);
        }
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), batch);
        int generation = objects.generation();
        if (heldElsewhere.contains(batch)) {
            listener.ownedBy("another");
        } else {
            listener.taken();
        }
        try {
            end.await();
            objects.putReport(generation, "{}".getBytes(StandardCharsets.UTF_8));
            return report(batch, 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return report(batch, 0);
        }
    }

    private static BatchReport report(String batch, long committed) {
        Tally tally = new Tally(1, committed, 0, 0, 0, committed);
        BatchReport.Totals totals = new BatchReport.Totals(1, tally, 0, 1);
        return new BatchReport(batch, 0, totals, new Work(List.of(), new TreeMap<>()), List.of());
    }

    private final class Recorded implements HostListener {
        @Override
        public BatchListener of(String batch) {
            events.add(batch + " begun");
            return new RecordingListener() {
                @Override
                public void ownedBy(String owner) {
                    events.add(batch + " waits for " + owner);
                }
            };
        }

        @Override
        public void finished(BatchReport report) {
            events.add(report.batch() + " finished");
        }

        @Override
        public void released(BatchReport report) {
            events.add(report.batch() + " released");
        }

        @Override
        public void putOff(String batch) {
            events.add(batch + " put off");
        }

        @Override
        public void failed(String batch, String reason, Duration rest) {
            events.add(batch + " failed: " + reason);
        }
    }
}
