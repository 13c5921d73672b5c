package io.wuerstchen.fleet.common.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RetryingObjectStoreTest {
    private static final ObjectStore.StoreObject OBJECT =
            new ObjectStore.StoreObject("key", new byte[] {1}, "text/plain", Map.of());

    private final FailingObjectStore failing = new FailingObjectStore();
    private final ObjectStore store = new RetryingObjectStore(failing, Duration.ofMillis(1));

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
    }

    @Test
    void givesUpAfterFiveAttempts() {
        failing.failures = Integer.MAX_VALUE;

        assertThatThrownBy(() -> store.get("key"))
                .isInstanceOf(StoreException.class)
                .hasMessage("out of reach");
        assertThat(failing.calls).isEqualTo(5);
    }

    @Test
    void doesNotTryAgainWhatCannotHelp() {
        failing.failures = 1;
        failing.failure = new IllegalStateException("a mistake of ours");

        assertThatThrownBy(() -> store.stat("key")).isSameAs(failing.failure);
        assertThat(failing.calls).isEqualTo(1);
    }

    @Test
    @Timeout(20)
    void anInterruptEndsTheWaiting() {
        failing.failures = Integer.MAX_VALUE;
        ObjectStore patient = new RetryingObjectStore(failing, Duration.ofMinutes(10));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> patient.get("key")).isInstanceOf(StoreException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void closesTheStoreBehindIt() {
        store.close();

        assertThat(failing.closed).isTrue();
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
        private int calls;
        private boolean closed;

        @Override
        public boolean putIfAbsent(StoreObject object) {
            return attempt(() -> store.putIfAbsent(object));
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
        public void close() {
            closed = true;
        }

        private synchronized <T> T attempt(Supplier<T> call) {
            calls++;
            if (failures > 0) {
                failures--;
                throw failure;
            }
            return call.get();
        }
    }
}
