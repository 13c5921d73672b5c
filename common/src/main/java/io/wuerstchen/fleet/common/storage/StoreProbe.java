package io.wuerstchen.fleet.common.storage;

import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Finds out, by trying, what a store promises. */
public final class StoreProbe {
    /** One race may end well by luck. */
    private static final int ROUNDS = 3;

    private static final int LIMIT_SECONDS = 90;

    private final ObjectStore store;
    private final String prefix;

    /** @param prefix of probe objects, which are gone when a probe is over */
    public StoreProbe(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /**
     * Whether of several conditional puts under one name only one wins.
     *
     * @throws StoreException if the store can't be written to
     */
    public boolean keepsConditions() {
        String run = prefix + "probes/" + UUID.randomUUID() + "-";
        for (int round = 0; round < ROUNDS; round++) {
            if (!oneWins(run + round)) {
                return false;
            }
        }
        return true;
    }

    private boolean oneWins(String key) {
        StoreObject probe = new StoreObject(key, new byte[] {1}, "application/octet-stream", Map.of());
        try {
            CompletableFuture<Boolean> rival = CompletableFuture.supplyAsync(
                            () -> store.putIfAbsent(probe), task -> new Thread(task, "store-probe").start())
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS);
            boolean won = store.putIfAbsent(probe);
            boolean rivalWon = rival.join();
            boolean lateWon = store.putIfAbsent(probe);
            return won != rivalWon && !lateWon;
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException failure
                    ? failure
                    : new StoreException("put " + key + ": " + e.getCause(), e.getCause());
        } finally {
            store.delete(key);
        }
    }
}
