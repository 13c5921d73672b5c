package io.wuerstchen.fleet.dispatcher.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.dispatcher.testing.Guarded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnershipTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final Leases leases = new Leases(store, new ObjectNames(""), "demo");
    private long nanos;

    @Test
    void theFirstDispatcherHasTheBatchAtOnce() {
        Ownership mine = claim("a").tryTake(false).orElseThrow();

        assertThat(mine.epoch()).isEqualTo(1);
        assertThat(mine.isGood()).isTrue();
        assertThat(store.keys()).containsExactly("batches/demo/owner/0000000001");
    }

    @Test
    void anotherOneWaitsWhileTheOwnerLives() {
        Ownership owner = claim("a").tryTake(false).orElseThrow();
        Claim other = claim("b");

        for (int i = 0; i < 10; i++) {
            assertThat(other.tryTake(false)).isEmpty();
            move(Duration.ofSeconds(5));
            owner.renew();
        }

        assertThat(other.holder()).contains("a");
    }

    @Test
    void aLeaseHasRunOutOnceItsBeatStoodStillForAllOfIt() {
        claim("a").tryTake(false);
        Claim other = claim("b");
        // However old the lease is: only what this one has seen with its own eyes counts.
        move(Duration.ofHours(1));

        assertThat(other.tryTake(false)).isEmpty();
        move(Duration.ofMillis(14_999));
        assertThat(other.tryTake(false)).isEmpty();
        move(Duration.ofMillis(1));

        assertThat(other.tryTake(false)).map(Ownership::epoch).contains(2L);
    }

    @Test
    void theTimeThatALookTakesIsNoneThatTheBeatStoodStill() {
        claim("a").tryTake(false);
        Claim other = new Claim(new Leases(new SlowStore(), new ObjectNames(""), "demo"), "b", () -> nanos);
        assertThat(other.tryTake(false)).isEmpty();

        var taken = other.tryTake(false);

        assertThat(taken).isEmpty();
    }

    @Test
    void whatIsNoLeaseIsPassedOver() {
        // Given
        claim("a").tryTake(false).orElseThrow().release();
        String halfWritten = "batches/demo/owner/0000000004-c37023a1-0fcb-4d8e-aee7-cd888cbd5296";
        store.put(new ObjectStore.StoreObject(halfWritten, new byte[0], "application/json", Map.of()));

        // When
        var taken = claim("b").tryTake(false);

        // Then
        assertThat(taken).map(Ownership::epoch).contains(2L);
    }

    @Test
    void aReleasedBatchNeedNotBeWaitedFor() {
        claim("a").tryTake(false).orElseThrow().release();

        assertThat(claim("b").tryTake(false)).map(Ownership::epoch).contains(2L);
    }

    @Test
    void itCanBeTakenFromALivingOwner() {
        Ownership owner = claim("a").tryTake(false).orElseThrow();

        assertThat(claim("b").tryTake(true)).isPresent();

        assertThatThrownBy(owner::renew)
                .isInstanceOf(OwnershipLostException.class)
                .hasMessage("batch demo: taken over, epoch 2 (expected: one dispatcher a batch);"
                        + " this one has let go of it");
        assertThat(owner.isGood()).isFalse();
        assertThatThrownBy(owner::requireNotLost).isInstanceOf(OwnershipLostException.class);
    }

    @Test
    void oneThatSleptPastItsLeaseWritesNothingAfterItWasTakenOver() {
        Ownership owner = claim("a").tryTake(false).orElseThrow();
        move(Duration.ofSeconds(12));
        claim("b").tryTake(true);
        List<String> before = store.keys();
        Lease lease = leases.last().orElseThrow();

        assertThat(owner.isGood()).isFalse();
        assertThatThrownBy(owner::requireGood).isInstanceOf(OwnershipLostException.class);
        owner.release();

        assertThat(store.keys()).isEqualTo(before);
        assertThat(leases.last()).contains(lease);
    }

    @Test
    void oneThatSleptPastItsLeaseGoesOnWhereNobodyTookOver() {
        Ownership owner = claim("a").tryTake(false).orElseThrow();
        move(Duration.ofSeconds(12));
        assertThat(owner.isGood()).isFalse();

        owner.requireGood();

        assertThat(owner.isGood()).isTrue();
    }

    @Test
    void aRenewalThatIsTriedAgainLooksOnceMoreWhetherAnotherHasTheBatch() {
        Leases busy = new Leases(Guarded.store(new BusyStore()), new ObjectNames(""), "demo");
        Ownership owner = new Claim(busy, "a", () -> nanos).tryTake(false).orElseThrow();
        byte[] lease = store.get("batches/demo/owner/0000000001");

        assertThatThrownBy(owner::renew).isInstanceOf(OwnershipLostException.class);

        assertThat(store.get("batches/demo/owner/0000000001")).isEqualTo(lease);
    }

    @Test
    void nobodyTakesABatchThatItsOwnerTakesForItsOwnThoughTheAnswerToARenewalWasLost() {
        // Given an owner whose renewal was done and seen, but that hears only of one that it makes 10 s later
        Claim other = claim("b");
        Leases busy = new Leases(
                Guarded.store(new AnswerLosingStore(() -> other.tryTake(false))), new ObjectNames(""), "demo");
        Ownership owner = new Claim(busy, "a", () -> nanos).tryTake(false).orElseThrow();
        owner.renew();
        other.tryTake(false);
        move(Duration.ofSeconds(11));
        assertThat(owner.isGood()).isTrue();

        // When
        var taken = other.tryTake(false);

        // Then
        assertThat(taken).isEmpty();
    }

    @Test
    void twoThatLockABatchAreNeverTakenForOne() throws InterruptedException {
        BatchLock.acquire(leases, "fleet reconcile").release();
        String first = leases.last().orElseThrow().owner();

        BatchLock.acquire(leases, "fleet reconcile").release();

        assertThat(first).startsWith("fleet reconcile on ");
        assertThat(leases.last().orElseThrow().owner()).isNotEqualTo(first);
    }

    @Test
    void ofTwoThatTakeItAtTheSameMomentOneHasIt() {
        assertThat(claim("a").tryTake(false)).isPresent();
        Claim one = claim("b");
        Claim other = claim("c");
        one.tryTake(false);
        other.tryTake(false);
        move(Ownership.LEASE);

        Optional<Ownership> first = one.tryTake(false);
        Optional<Ownership> second = other.tryTake(false);

        assertThat(first).isPresent();
        assertThat(second).isEmpty();
        assertThat(other.holder()).contains("b");
    }

    private Claim claim(String owner) {
        return new Claim(leases, owner, () -> nanos);
    }

    private void move(Duration by) {
        nanos += by.toNanos();
    }

    /** Fails at the first renewal, and lets another one take the batch meanwhile. */
    private final class BusyStore implements ForwardingObjectStore {
        private boolean busy = true;

        @Override
        public ObjectStore store() {
            return store;
        }

        @Override
        public void put(StoreObject object) {
            if (busy) {
                busy = false;
                move(Ownership.LEASE);
                claim("b").tryTake(true);
                throw new StoreException("busy", null);
            }
            store.put(object);
        }
    }

    /** Does the first renewal, and is so long about it that nobody waits for the answer any more. */
    private final class AnswerLosingStore implements ForwardingObjectStore {
        private final Runnable done;
        private boolean losing = true;

        AnswerLosingStore(Runnable done) {
            this.done = done;
        }

        @Override
        public ObjectStore store() {
            return store;
        }

        @Override
        public void put(StoreObject object) {
            store.put(object);
            if (losing) {
                losing = false;
                done.run();
                move(Duration.ofSeconds(10));
                throw new StoreException("no answer", null);
            }
        }
    }

    /** Takes its time for every answer. */
    private final class SlowStore implements ForwardingObjectStore {
        @Override
        public ObjectStore store() {
            return store;
        }

        @Override
        public byte[] get(String key) {
            move(Ownership.LEASE);
            return store.get(key);
        }
    }
}
