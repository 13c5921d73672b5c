package io.wuerstchen.fleet.common.storage;

import java.util.List;
import java.util.Optional;

/**
 * For a store that knows no conditional puts: looks before it puts. Of two who look at the same time both put,
 * and the later object stays; fleets survive that, since equal work is equal bytes.
 */
public final class HeadFirstObjectStore implements ObjectStore {
    private final ObjectStore store;

    public HeadFirstObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public boolean putIfAbsent(StoreObject object) {
        if (store.stat(object.key()).isPresent()) {
            return false;
        }
        store.put(object);
        return true;
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
    public void close() {
        store.close();
    }
}
