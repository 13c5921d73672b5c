package io.wuerstchen.fleet.export;

import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives so many objects, and then no more. */
record FailingStore(ObjectStore store, AtomicInteger left) implements ForwardingObjectStore {
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
    public void close() {}
}
