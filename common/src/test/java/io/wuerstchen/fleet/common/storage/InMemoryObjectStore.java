package io.wuerstchen.fleet.common.storage;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An object store that forgets everything with the process. */
public final class InMemoryObjectStore implements ObjectStore {
    private final Map<String, StoreObject> objects = new ConcurrentHashMap<>();

    @Override
    public boolean putIfAbsent(StoreObject object) {
        return objects.putIfAbsent(object.key(), copy(object)) == null;
    }

    @Override
    public void put(StoreObject object) {
        objects.put(object.key(), copy(object));
    }

    @Override
    public Optional<Stat> stat(String key) {
        return Optional.ofNullable(objects.get(key)).map(object -> new Stat(object.bytes().length, object.metadata()));
    }

    @Override
    public byte[] get(String key) {
        StoreObject object = objects.get(key);
        if (object == null) {
            throw new StoreException("get " + key + ": no such object", null, false);
        }
        return object.bytes().clone();
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public List<String> list(String prefix, int limit) {
        return keys().stream()
                .filter(key -> key.startsWith(prefix))
                .limit(limit)
                .toList();
    }

    /** ETags are hashes of the bytes; all objects are of the epoch's first instant. */
    @Override
    public List<Entry> page(String prefix, String after, int limit) {
        return keys().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .limit(limit)
                .map(key -> entry(objects.get(key)))
                .toList();
    }

    @Override
    public List<String> children(String prefix) {
        return keys().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(0, end(key, key.indexOf('/', prefix.length()))))
                .distinct()
                .toList();
    }

    private static int end(String key, int slash) {
        return slash < 0 ? key.length() : slash + 1;
    }

    @Override
    public void close() {}

    /** What stands in the store, in order. */
    public List<String> keys() {
        return objects.keySet().stream().sorted().toList();
    }

    /** The object as it was put, media type and all. */
    public Optional<StoreObject> object(String key) {
        return Optional.ofNullable(objects.get(key)).map(InMemoryObjectStore::copy);
    }

    private static Entry entry(StoreObject object) {
        String etag = Integer.toHexString(Arrays.hashCode(object.bytes()));
        return new Entry(object.key(), object.bytes().length, etag, Instant.EPOCH);
    }

    private static StoreObject copy(StoreObject object) {
        return new StoreObject(object.key(), object.bytes().clone(), object.mediaType(), Map.copyOf(object.metadata()));
    }
}
