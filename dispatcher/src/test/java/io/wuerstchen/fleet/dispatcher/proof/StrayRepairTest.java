package io.wuerstchen.fleet.dispatcher.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException;
import io.wuerstchen.fleet.dispatcher.proof.Proof.Verdict;
import io.wuerstchen.fleet.dispatcher.testing.StoredBatch;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrayRepairTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final StoredBatch batch = new StoredBatch(store);
    private final Reconciliation reconciliation =
            new Reconciliation(store, new ObjectNames(""), Clock.systemUTC(), false, objects -> Optional.empty());

    @Test
    void deletesWhatWorkersLeftOfDeadAndCancelledRowsAndProvesTheBatch() throws InterruptedException {
        long committed = batch.committed();
        long dead = batch.dead(FailureKind.TIMEOUT);
        long cancelled = batch.cancelled();
        batch.put(dead, 0);
        batch.put(cancelled, 0);
        batch.put(cancelled, 1);
        batch.finished();

        StrayRepair strays = new StrayRepair(reconciliation, store, () -> {});
        Proof proof = strays.delete("demo");

        assertThat(strays.deleted()).isEqualTo(6);
        assertThat(proof.verdict()).isEqualTo(Verdict.PROVEN);
        assertThat(store.list("batches/demo/images/", 10))
                .containsExactly(
                        batch.keys(committed, 0).get(0),
                        batch.keys(committed, 1).get(0));
    }

    @Test
    void deletesNothingWithoutPermission() {
        long dead = batch.dead(FailureKind.TIMEOUT);
        batch.put(dead, 0);
        batch.finished();
        StrayRepair strays = new StrayRepair(reconciliation, store, () -> {
            throw new OwnershipLostException("demo", "taken over", null);
        });

        assertThatThrownBy(() -> strays.delete("demo")).isInstanceOf(OwnershipLostException.class);
        assertThat(store.stat(batch.keys(dead, 0).get(0))).isPresent();
    }

    @Test
    void leavesWhatNoWorkerPut() throws InterruptedException {
        long dead = batch.dead(FailureKind.TIMEOUT);
        String key = batch.keys(dead, 0).get(0);
        store.putIfAbsent(new StoreObject(key, new byte[1], "image/png", Map.of()));
        batch.finished();

        Proof proof = new StrayRepair(reconciliation, store, () -> {}).delete("demo");

        assertThat(proof.line()).contains("orphans=1");
        assertThat(store.stat(key)).isPresent();
    }
}
