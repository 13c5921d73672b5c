package io.wuerstchen.fleet.worker.metrics;

import io.micrometer.core.instrument.Timer;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;

/** Measures how long an object takes to stand in the store. */
public final class MeteredObjectStore implements ForwardingObjectStore {
    private final ObjectStore store;
    private final Timer timer;

    public MeteredObjectStore(ObjectStore store, WorkerMeters meters) {
        this.store = store;
        timer = meters.timer("upload");
    }

    @Override
    public ObjectStore store() {
        return store;
    }

    @Override
    public boolean putIfAbsent(StoreObject object) {
        return timer.record(() -> store.putIfAbsent(object));
    }
}
