package io.wuerstchen.fleet.dispatcher.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.Permission;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.dispatcher.testing.Guarded;
import io.wuerstchen.fleet.dispatcher.testing.StoredBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchEndTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final StoredBatch batch = new StoredBatch(store);
    private final List<JobResult> committed = new ArrayList<>();
    private Permission permission = () -> {};

    @Test
    void aRowWhoseObjectsAreAllThereIsCommittedAfterAll() throws InterruptedException {
        batch.put(3, 0);
        batch.put(3, 1);

        settle(2, 3, 4);

        assertThat(committed).singleElement().satisfies(result -> {
            assertThat(result.id().row()).isEqualTo(3);
            assertThat(result.worker()).isEqualTo("dispatcher");
            Committed outcome = (Committed) result.outcome();
            assertThat(outcome.images())
                    .extracting(image -> image.artifacts().size())
                    .containsExactly(2, 2);
            assertThat(outcome.images().get(0).warnings()).containsExactly("flat picture");
        });
        assertThat(store.keys()).hasSize(4);
    }

    @Test
    void ofARowWithoutAllItsObjectsNothingIsLeft() throws InterruptedException {
        batch.put(3, 0);
        batch.put(4, 1);
        store.delete(batch.keys(4, 1).get(0));
        batch.put(5, 0);

        settle(3, 4);

        assertThat(committed).isEmpty();
        assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(batch.keys(5, 0));
    }

    @Test
    void whatOtherWorkHasLeftUnderItsNamesStays() throws InterruptedException {
        batch.put(3, 0, "other work");
        batch.put(3, 1);

        settle(3);

        assertThat(committed).isEmpty();
        assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(batch.keys(3, 0));
    }

    @Test
    void nothingIsDeletedOnceAnotherDispatcherHasTheBatch() {
        batch.put(3, 0);
        permission = () -> {
            throw new IllegalStateException("taken over");
        };

        assertThatThrownBy(() -> settle(3)).hasMessage("taken over");

        assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(batch.keys(3, 0));
    }

    @Test
    void aDeletionThatIsTriedAgainIsNotMadeOnceAnotherDispatcherHasTheBatch() {
        batch.put(3, 0);
        Lapsing lapsing = new Lapsing(store, true);
        permission = lapsing;

        assertThatThrownBy(() -> settle(Guarded.store(lapsing), 3)).hasMessage("taken over");

        assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(batch.keys(3, 0));
    }

    @Test
    void aDeletionForWhichTheLeaseRanLateIsMadeOnceItIsRenewed() throws InterruptedException {
        batch.put(3, 0);
        Lapsing lapsing = new Lapsing(store, false);
        permission = lapsing;

        settle(Guarded.store(lapsing), 3);

        assertThat(store.keys()).isEmpty();
    }

    @Test
    void manyRowsOfSeveralFoldersAreSettledToo() throws InterruptedException {
        batch.put(70, 0);
        batch.put(9_999, 0);
        batch.put(9_999, 1);
        batch.put(10_000, 0);
        batch.put(10_000, 1);
        batch.put(10_001, 1);

        settle(LongStream.range(0, 10_200).filter(row -> row != 70).toArray());

        assertThat(committed).extracting(result -> result.id().row()).containsExactly(9_999L, 10_000L);
        assertThat(store.keys()).hasSize(10).containsAll(batch.keys(70, 0));
    }

    private void settle(long... rows) throws InterruptedException {
        settle(store, rows);
    }

    private void settle(ObjectStore where, long... rows) throws InterruptedException {
        List<GenerationJob> jobs =
                LongStream.of(rows).mapToObj(StoredBatch::job).toList();
        new BatchEnd(where, new ObjectNames(""), permission).settle(jobs.iterator(), committed::add);
    }

    /** Is busy at the first deletion, which takes so long that the lease runs late, or out. */
    private static final class Lapsing implements ForwardingObjectStore, Permission {
        private final ObjectStore store;
        private final boolean forGood;
        private boolean busy = true;
        private boolean good = true;

        Lapsing(ObjectStore store, boolean forGood) {
            this.store = store;
            this.forGood = forGood;
        }

        @Override
        public ObjectStore store() {
            return store;
        }

        @Override
        public synchronized void delete(String key) {
            if (busy) {
                busy = false;
                good = false;
                throw new StoreException("busy", null);
            }
            store.delete(key);
        }

        @Override
        public synchronized boolean isGood() {
            return good;
        }

        @Override
        public synchronized void requireGood() {
            if (!good && forGood) {
                throw new IllegalStateException("taken over");
            }
            good = true;
        }
    }
}
