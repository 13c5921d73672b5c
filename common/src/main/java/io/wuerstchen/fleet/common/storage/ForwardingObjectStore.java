package io.wuerstchen.fleet.common.storage;

import java.util.List;
import java.util.Optional;

/** An object store before another one, to which it hands on what it does not do itself. */
public interface ForwardingObjectStore extends ObjectStore {
    /** The one behind it. */
    ObjectStore store();

    @Override
    default boolean putIfAbsent(StoreObject object) {
        return store().putIfAbsent(object);
    }

    @Override
    default void put(StoreObject object) {
        store().put(object);
    }

    @Override
    default Optional<Stat> stat(String key) {
        return store().stat(key);
    }

    @Override
    default byte[] get(String key) {
        return store().get(key);
    }

    @Override
    default void delete(String key) {
        store().delete(key);
    }

    @Override
    default List<String> list(String prefix, int limit) {
        return store().list(prefix, limit);
    }

    @Override
    default List<Entry> page(String prefix, String after, int limit) {
        return store().page(prefix, after, limit);
    }

    @Override
    default List<String> children(String prefix) {
        return store().children(prefix);
    }

    @Override
    default void close() {
        store().close();
    }
}
