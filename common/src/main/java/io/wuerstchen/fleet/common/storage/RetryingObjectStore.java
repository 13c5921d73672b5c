package io.wuerstchen.fleet.common.storage;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;

/** Tries again what failed with a {@link StoreException}: a store that is busy or restarting answers a moment later. */
public final class RetryingObjectStore implements ObjectStore {
    private static final int ATTEMPTS = 5;

    private final ObjectStore store;
    private final Retry retry;

    /** Waits {@code first} after the first failure, twice as long after each further one, half of it by chance. */
    public RetryingObjectStore(ObjectStore store, Duration first) {
        this.store = store;
        this.retry = Retry.of(
                "object-store",
                RetryConfig.custom()
                        .maxAttempts(ATTEMPTS)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(first, 2.0, 0.5))
                        .retryExceptions(StoreException.class)
                        .build());
    }

    @Override
    public boolean putIfAbsent(StoreObject object) {
        return retry.executeSupplier(() -> store.putIfAbsent(object));
    }

    @Override
    public Optional<Stat> stat(String key) {
        return retry.executeSupplier(() -> store.stat(key));
    }

    @Override
    public byte[] get(String key) {
        return retry.executeSupplier(() -> store.get(key));
    }

    @Override
    public void close() {
        store.close();
    }
}
