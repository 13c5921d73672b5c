package io.wuerstchen.fleet.worker.metrics;

import io.micrometer.core.instrument.Timer;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import java.util.List;
import java.util.Optional;

/** Measures how long an object takes to stand in the store. */
public final class MeteredObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final Timer timer;

    public MeteredObjectStore(ObjectStore store, WorkerMeters meters) {
        this.store = store;
        timer = meters.timer("upload");
    }

    @Override
    public boolean putIfAbsent(StoreObject object) {
        return timer.record(() -> store.putIfAbsent(object));
    }

    @Override
    public void put(StoreObject object) {
        store.put(object);
    }

    @Override
    public Optional<Stat> stat(String key) {
        return store.stat(key);
    }

    @Override
    public byte[] get(String key) {
        return store.get(key);
    }

    @Override
    public List<Entry> page(String prefix, String after, int limit) {
        return store.page(prefix, after, limit);
    }

    @Override
    public List<String> children(String prefix) {
        return store.children(prefix);
    }

    @Override
    public List<String> list(String prefix, int limit) {
        return store.list(prefix, limit);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public void close() {
        store.close();
    }
}
