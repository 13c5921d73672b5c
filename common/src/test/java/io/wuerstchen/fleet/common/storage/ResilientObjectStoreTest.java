package io.wuerstchen.fleet.common.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ResilientObjectStoreTest {
    private static final ObjectStore.StoreObject OBJECT =
            new ObjectStore.StoreObject("key", new byte[] {1}, "text/plain", Map.of());
    private static final Duration LONG = Duration.ofMinutes(10);

    private final FailingObjectStore failing = new FailingObjectStore();
    private final ObjectStore store = behind(Duration.ofMillis(20), Duration.ofMillis(1));

    @Test
    void triesAgainUntilItWorks() {
        failing.failures = 4;

        boolean put = store.putIfAbsent(OBJECT);

        assertThat(put).isTrue();
        assertThat(failing.calls).isEqualTo(5);
    }

    @Test
    void triesAgainWhateverIsAsked() {
        store.putIfAbsent(OBJECT);

        failing.failures = 1;
        assertThat(store.stat("key")).isPresent();
        failing.failures = 1;
        assertThat(store.get("key")).containsExactly(1);
        failing.failures = 1;
        store.delete("key");
        assertThat(store.stat("key")).isEmpty();
    }

    @Test
    void givesUpAfterSoManyAttempts() {
        failing.failures = Integer.MAX_VALUE;

        assertThatThrownBy(() -> store.get("key"))
                .isInstanceOf(StoreException.class)
                .hasMessage("out of reach");
        assertThat(failing.calls).isEqualTo(5);
    }

    @Test
    void doesNotTryAgainWhatCannotHelp() {
        failing.failures = 1;
        failing.failure = new StoreException("no such bucket", null, false);

        assertThatThrownBy(() -> store.stat("key")).isSameAs(failing.failure);
        assertThat(failing.calls).isEqualTo(1);
    }

    @Test
    void aMistakeOfOursSaysNothingOfTheStore() {
        Guard guard = guard(Duration.ofMillis(1), LONG);
        ObjectStore ours = new ResilientObjectStore(failing, guard);
        failing.failures = 20;
        failing.failure = new IllegalStateException("a mistake of ours");

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> ours.stat("key")).isSameAs(failing.failure);
        }

        assertThat(guard.letsThrough()).isTrue();
    }

    @Test
    void leavesAStoreAloneThatFailsAllTheTime() {
        Guard guard = guard(Duration.ofMillis(1), LONG);
        ObjectStore away = new ResilientObjectStore(failing, guard);
        failing.failures = Integer.MAX_VALUE;
        assertThatThrownBy(() -> away.get("key")).isInstanceOf(StoreException.class);
        int calls = failing.calls;

        assertThatThrownBy(() -> away.get("key"))
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.passing())
                        .isTrue())
                .hasMessageStartingWith("S3 fails, and is left alone for a while: ");

        assertThat(failing.calls).isEqualTo(calls);
        assertThat(guard.letsThrough()).isFalse();
    }

    @Test
    @Timeout(20)
    void goesOnByItselfOnceTheStoreIsBack() {
        Guard guard = guard(Duration.ofMillis(100), Duration.ofMillis(50));
        ObjectStore resting = new ResilientObjectStore(failing, guard);
        failing.failures = 5;
        assertThatThrownBy(() -> resting.get("key")).isInstanceOf(StoreException.class);

        boolean put = resting.putIfAbsent(OBJECT);

        assertThat(put).isTrue();
    }

    @Test
    @Timeout(20)
    void anInterruptEndsTheWaiting() {
        failing.failures = Integer.MAX_VALUE;
        ObjectStore patient = behind(LONG, LONG);
        failing.interrupts = true;

        assertThatThrownBy(() -> patient.get("key")).isInstanceOf(StoreException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anAttemptThatHasWaitedIsNotMadeWhereNothingMayBeWrittenAnyMore() {
        // Given
        Guard guard = guard(Duration.ofMillis(1), LONG);
        ObjectStore permitted = new ResilientObjectStore(failing, guard).permitted(untilTheFirstCall());
        failing.failures = 1;

        // When
        assertThatThrownBy(() -> permitted.delete("key"))
                .isInstanceOf(NotPermittedException.class)
                .hasMessageStartingWith("delete key: not done");

        // Then
        assertThat(failing.calls).isEqualTo(1);
        assertThat(permitted.stat("key")).isEmpty();
        assertThat(guard.isTrusted()).isTrue();
    }

    @Test
    void aPutThatLooksFirstAsksAfterItsLook() {
        ObjectStore looking = new HeadFirstObjectStore(store).permitted(untilTheFirstCall());

        assertThatThrownBy(() -> looking.putIfAbsent(OBJECT)).isInstanceOf(NotPermittedException.class);
        assertThat(store.stat("key")).isEmpty();
    }

    @Test
    void closesTheStoreBehindIt() {
        store.close();

        assertThat(failing.closed).isTrue();
    }

    private Permission untilTheFirstCall() {
        return new Permission() {
            @Override
            public void requireGood() {
                throw new AssertionError("only whoever writes asks for more");
            }

            @Override
            public boolean isGood() {
                return failing.calls == 0;
            }
        };
    }

    private ObjectStore behind(Duration firstWait, Duration rest) {
        return new ResilientObjectStore(failing, guard(firstWait, rest));
    }

    private static Guard guard(Duration firstWait, Duration rest) {
        GuardSettings settings = new GuardSettings(5, firstWait, LONG, rest, 8);
        return new Guards().guard("s3", settings, ResilientObjectStore.FAILURES);
    }

    @Nested
    class Contract implements ObjectStoreContract {
        @Override
        public ObjectStore store() {
            return store;
        }
    }

    /** Fails as often as it is told to, then works. */
    private static final class FailingObjectStore implements ObjectStore {
        private final ObjectStore store = new InMemoryObjectStore();
        private RuntimeException failure = new StoreException("out of reach", null);
        private int failures;
        private boolean interrupts;
        private int calls;
        private boolean closed;

        @Override
        public boolean putIfAbsent(StoreObject object) {
            return attempt(() -> store.putIfAbsent(object));
        }

        @Override
        public void put(StoreObject object) {
            attempt(() -> {
                store.put(object);
                return null;
            });
        }

        @Override
        public Optional<Stat> stat(String key) {
            return attempt(() -> store.stat(key));
        }

        @Override
        public byte[] get(String key) {
            return attempt(() -> store.get(key));
        }

        @Override
        public List<Entry> page(String prefix, String after, int limit) {
            return attempt(() -> store.page(prefix, after, limit));
        }

        @Override
        public List<String> children(String prefix) {
            return attempt(() -> store.children(prefix));
        }

        @Override
        public List<String> list(String prefix, int limit) {
            return attempt(() -> store.list(prefix, limit));
        }

        @Override
        public void delete(String key) {
            attempt(() -> {
                store.delete(key);
                return null;
            });
        }

        @Override
        public void close() {
            closed = true;
        }

        private synchronized <T> T attempt(Supplier<T> call) {
            calls++;
            if (failures > 0) {
                failures--;
                if (interrupts) {
                    Thread.currentThread().interrupt();
                }
                throw failure;
            }
            return call.get();
        }
    }
}
