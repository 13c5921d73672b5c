package io.wuerstchen.fleet.common.storage;

import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

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
     * Tries.
     *
     * @throws StoreException if the store can't be written to
     */
    public Conditions conditions() {
        String run = prefix + "probes/" + UUID.randomUUID() + "-";
        try {
            return IntStream.range(0, ROUNDS).allMatch(round -> oneWinsAtMost(run + round))
                    ? Conditions.KEPT
                    : Conditions.IGNORED;
        } catch (RefusedConditionException e) {
            requirePlainPuts(run, e);
            return Conditions.REFUSED;
        }
    }

    /** Was it the condition? */
    private void requirePlainPuts(String run, RefusedConditionException refusal) {
        try {
            store.put(probe(run));
            store.delete(run);
        } catch (StoreException e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private boolean oneWinsAtMost(String key) {
        StoreObject probe = probe(key);
        try {
            CompletableFuture<Boolean> rival = CompletableFuture.supplyAsync(
                            () -> store.putIfAbsent(probe), task -> new Thread(task, "store-probe").start())
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS);
            boolean won = store.putIfAbsent(probe);
            boolean rivalWon = rival.join();
            boolean lateWon = store.putIfAbsent(probe);
            // Neither may have won: an answer that was lost is asked for again, and what then stands is one's own.
            return !(won && rivalWon) && !lateWon;
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException failure
                    ? failure
                    : new StoreException("put " + key + ": " + e.getCause(), e.getCause());
        } finally {
            store.delete(key);
        }
    }

    private static StoreObject probe(String key) {
        return new StoreObject(key, new byte[] {1}, "application/octet-stream", Map.of());
    }
}
