package io.wuerstchen.fleet.export;

import io.wuerstchen.fleet.common.storage.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives so many objects, and then no more. */
record FailingStore(ObjectStore store, AtomicInteger left) implements ObjectStore {
    FailingStore(ObjectStore store, int gets) {
        this(store, new AtomicInteger(gets));
    }

    @Override
    public byte[] get(String key) {
        if (left.decrementAndGet() < 0) {
            throw new IllegalStateException("the store is gone");
        }
        return store.get(key);
    }

    @Override
    public boolean putIfAbsent(StoreObject object) {
        return store.putIfAbsent(object);
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
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public List<String> list(String prefix, int limit) {
        return store.list(prefix, limit);
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
    public void close() {}
}
