package io.wuerstchen.fleet.common.storage;

import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import java.util.List;
import java.util.Optional;

/** A store behind a {@link Guard}: one that is busy, restarting or away for a while is waited for. */
public final class ResilientObjectStore implements ObjectStore {
    /** Which failures of a store say something of it, and which pass. */
    public static final GuardSettings.Failures FAILURES = new GuardSettings.Failures(
            failure -> failure instanceof StoreException,
            failure -> failure instanceof StoreException store && store.passing(),
            reason -> new StoreException("S3 fails, and is left alone for a while: " + reason.getMessage(), reason));

    private final ObjectStore store;
    private final Guard guard;

    public ResilientObjectStore(ObjectStore store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** With a guard named {@code s3} of the process's own. */
    public static ResilientObjectStore of(ObjectStore store, Guards guards) {
        return new ResilientObjectStore(store, guards.guard("s3", GuardSettings.PATIENT, FAILURES));
    }

    @Override
    public boolean putIfAbsent(StoreObject object) {
        return guard.call(() -> store.putIfAbsent(object));
    }

    @Override
    public void put(StoreObject object) {
        guard.call(() -> {
            store.put(object);
            return null;
        });
    }

    @Override
    public Optional<Stat> stat(String key) {
        return guard.call(() -> store.stat(key));
    }

    @Override
    public byte[] get(String key) {
        return guard.call(() -> store.get(key));
    }

    @Override
    public void delete(String key) {
        guard.call(() -> {
            store.delete(key);
            return null;
        });
    }

    @Override
    public List<String> list(String prefix, int limit) {
        return guard.call(() -> store.list(prefix, limit));
    }

    @Override
    public List<Entry> page(String prefix, String after, int limit) {
        return guard.call(() -> store.page(prefix, after, limit));
    }

    @Override
    public List<String> children(String prefix) {
        return guard.call(() -> store.children(prefix));
    }

    /** Asks behind the guard, so that an attempt that has waited asks once more. */
    @Override
    public ObjectStore permitted(Permission permission) {
        return new ResilientObjectStore(store.permitted(permission), guard);
    }

    @Override
    public void close() {
        store.close();
    }
}
