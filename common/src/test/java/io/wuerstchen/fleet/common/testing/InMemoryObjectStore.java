package io.wuerstchen.fleet.common.testing;

import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store that forgets everything at the end. */
public final class InMemoryObjectStore implements ObjectStore {
    private final Map<String, StoreObject> objects = new ConcurrentSkipListMap<>();

    @Override
    public boolean putIfAbsent(StoreObject object) {
        return objects.putIfAbsent(object.key(), object) == null;
    }

    @Override
    public Optional<Stat> stat(String key) {
        return Optional.ofNullable(objects.get(key)).map(object -> new Stat(object.bytes().length, object.metadata()));
    }

    @Override
    public byte[] get(String key) {
        StoreObject object = objects.get(key);
        if (object == null) {
            throw new StoreException("get " + key + ": no such object", null);
        }
        return object.bytes().clone();
    }

    @Override
    public void close() {}
}
