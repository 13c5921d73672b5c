package io.wuerstchen.fleet.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.owner.Claim;
import io.wuerstchen.fleet.dispatcher.owner.Lease;
import io.wuerstchen.fleet.dispatcher.owner.Leases;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeeperTest {
    private final SlowToTell store = new SlowToTell(new InMemoryObjectStore(), new Semaphore(1), new AtomicInteger());
    private final BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");
    private final Leases leases = new Leases(store, objects.names(), "demo");
    private final Ownership ownership =
            new Claim(leases, "test", System::nanoTime).tryTake(false).orElseThrow();

    @Test
    void aWordThatComesWhenTheBatchIsLostAlreadyDoesNoHarm() {
        Keeper keeper = Keeper.start(objects, ownership);
        keeper.close();

        assertThatCode(keeper::lookNow).doesNotThrowAnyException();
    }

    @Test
    void aLookThatGetsNoAnswerCostsNoLease() {
        Lease before = leases.last().orElseThrow();
        try (Keeper keeper = Keeper.start(objects, ownership)) {
            keeper.lookNow();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(leases.last().orElseThrow().beat()).isGreaterThan(before.beat()));
        }
    }

    @Test
    void wordsThatComeWhileALookWaitsForTheStoreMakeOneMoreLookTogether() {
        try (Keeper keeper = Keeper.start(objects, ownership)) {
            keeper.lookNow();
            await().untilAsserted(() -> assertThat(store.asked).hasValue(2));

            for (int i = 0; i < 1000; i++) {
                keeper.lookNow();
            }
            store.answers.release(1000);

            await().untilAsserted(
                            () -> assertThat(store.answers.availablePermits()).isEqualTo(998));
            await().during(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(store.asked).hasValue(3));
        }
    }

    /** Says what is wanted of the batch so often, and after that not any more. */
    private record SlowToTell(ObjectStore store, Semaphore answers, AtomicInteger asked)
            implements ForwardingObjectStore {
        @Override
        public Optional<Stat> stat(String key) {
            if (key.endsWith("/wanted.json")) {
                asked.incrementAndGet();
                awaitAnswer();
            }
            return store.stat(key);
        }

        private void awaitAnswer() {
            try {
                answers.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException("interrupted", e);
            }
        }
    }
}
