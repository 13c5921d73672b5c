package io.wuerstchen.fleet.common.storage;

/**
 * For a store that knows no conditional puts: looks before it puts. Of two who look at the same time both put,
 * and the later object stays; fleets survive that, since equal work is equal bytes.
 */
public record HeadFirstObjectStore(ObjectStore store) implements ForwardingObjectStore {
    @Override
    public boolean putIfAbsent(StoreObject object) {
        if (store.stat(object.key()).isPresent()) {
            return false;
        }
        store.put(object);
        return true;
    }

    /** Asks at the put, which the look before it may have kept waiting. */
    @Override
    public ObjectStore permitted(Permission permission) {
        return new HeadFirstObjectStore(store.permitted(permission));
    }
}
