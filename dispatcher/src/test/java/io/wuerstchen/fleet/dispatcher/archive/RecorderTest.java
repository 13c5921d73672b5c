package io.wuerstchen.fleet.dispatcher.archive;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.Permission;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot.Stamp;
import io.wuerstchen.fleet.dispatcher.ledger.SnapshotFormat;
import io.wuerstchen.fleet.dispatcher.testing.Guarded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final MicroBatchRef M1 = new MicroBatchRef("m1", "256x128", 8);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");
    private final Snapshots snapshots = new Snapshots(objects);
    private final List<List<String>> seen = new ArrayList<>();
    private Recorder recorder = new Recorder(objects, () -> seen.add(store.keys()));

    @AfterEach
    void close() {
        recorder.close();
    }

    @Test
    void noSnapshotStandsBeforeTheSegmentsThatItCountsOn() {
        ResultSegments segments = new ResultSegments(new FakeClock());
        segments.result(committed(1, "w1", M1));
        segments.result(committed(10_001, "w1", M1));

        record(segments, new Stamp(1, 0));

        assertThat(seen).hasSize(3);
        assertThat(seen.get(2)).hasSize(2).allMatch(key -> key.contains("/results/"));
        assertThat(snapshots.newest()).map(Snapshot::stamp).contains(new Stamp(1, 0));
    }

    @Test
    void theNewestOfTheHighestEpochCountsAndAFewAreKept() {
        for (int i = 0; i < 5; i++) {
            record(new ResultSegments(new FakeClock()), new Stamp(2, i));
        }
        record(new ResultSegments(new FakeClock()), new Stamp(1, 9));

        assertThat(snapshots.newest()).map(Snapshot::stamp).contains(new Stamp(2, 4));
        assertThat(store.list("batches/demo/snapshots/", 10)).hasSize(3);
    }

    @Test
    void aTornSnapshotIsPassedOver() {
        record(new ResultSegments(new FakeClock()), new Stamp(1, 0));
        recorder.store(new Recorder.Entry(List.of(), new Stamp(1, 1), new byte[] {1, 2, 3}));
        recorder.await(LONG);

        assertThat(snapshots.newest()).map(Snapshot::stamp).contains(new Stamp(1, 0));
    }

    @Test
    void oneThatIsRemovedWhileItIsReadIsPassedOver() {
        record(new ResultSegments(new FakeClock()), new Stamp(1, 0));
        record(new ResultSegments(new FakeClock()), new Stamp(1, 1));
        ForwardingObjectStore busy = new RemovingStore(store, "0000000001-0000000001");

        var newest = new Snapshots(new BatchObjects(busy, new ObjectNames(""), "demo")).newest();

        assertThat(newest).map(Snapshot::stamp).contains(new Stamp(1, 0));
    }

    @Test
    void whatIsStillBeingWrittenIsNeitherAGenerationNorASegment() {
        objects.putGeneration(1, new byte[0]);
        String written = "-c37023a1-0fcb-4d8e-aee7-cd888cbd5296";
        List.of(objects.names().generation("demo", 2), objects.names().results("demo", 0, 3))
                .forEach(name -> store.put(new StoreObject(name + written, new byte[0], "text/plain", Map.of())));

        assertThat(objects.generation()).isEqualTo(1);
        assertThat(objects.nextResults(0)).isZero();
    }

    @Test
    void whatMayNotBeWrittenIsNotAndTheBatchHearsOfIt() {
        recorder = new Recorder(objects, () -> {
            throw new IllegalStateException("taken over");
        });
        recorder.store(entry(new ResultSegments(new FakeClock()), new Stamp(1, 0)));

        assertThatThrownBy(() -> recorder.await(LONG)).hasMessage("taken over");
        assertThatThrownBy(recorder::idle).hasMessage("taken over");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void whatIsTriedAgainWhenAnotherDispatcherHasTheBatchIsNotStored() {
        AtomicBoolean mine = new AtomicBoolean(true);
        ForwardingObjectStore busy = new BusyStore(store, mine);
        recorder = new Recorder(new BatchObjects(Guarded.store(busy), new ObjectNames(""), "demo"), new Permission() {
            @Override
            public void requireGood() {
                if (!mine.get()) {
                    throw new IllegalStateException("taken over");
                }
            }

            @Override
            public boolean isGood() {
                return mine.get();
            }
        });
        recorder.store(entry(new ResultSegments(new FakeClock()), new Stamp(1, 0)));

        assertThatThrownBy(() -> recorder.await(LONG)).hasMessage("taken over");
        assertThat(store.keys()).isEmpty();
    }

    private void record(ResultSegments segments, Stamp stamp) {
        recorder.store(entry(segments, stamp));
        assertThat(recorder.await(LONG)).isTrue();
    }

    private static Recorder.Entry entry(ResultSegments segments, Stamp stamp) {
        Snapshot snapshot =
                new Snapshot(stamp, Positions.NONE, new BatchLedger(20_000), List.of(), Snapshot.Story.begin());
        return new Recorder.Entry(segments.cut(), stamp, SnapshotFormat.write(snapshot));
    }

    /** Fails at the first put, after which the batch is another one's. */
    private record BusyStore(ObjectStore store, AtomicBoolean mine) implements ForwardingObjectStore {
        @Override
        public boolean putIfAbsent(StoreObject object) {
            if (mine.getAndSet(false)) {
                throw new StoreException("busy", null);
            }
            return store.putIfAbsent(object);
        }
    }

    /** Somebody else removes an object at the very moment at which it is read. */
    private record RemovingStore(ObjectStore store, String ending) implements ForwardingObjectStore {
        @Override
        public byte[] get(String key) {
            if (key.endsWith(ending)) {
                store.delete(key);
            }
            return store.get(key);
        }
    }
}
