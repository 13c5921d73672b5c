package io.wuerstchen.fleet.common.storage;

/** Changes nothing but while somebody may, asked right before each call. */
record PermittedObjectStore(ObjectStore store, Permission permission) implements ForwardingObjectStore {
    @Override
    public boolean putIfAbsent(StoreObject object) {
        require("put", object.key());
        return store.putIfAbsent(object);
    }

    @Override
    public void put(StoreObject object) {
        require("put", object.key());
        store.put(object);
    }

    @Override
    public void delete(String key) {
        require("delete", key);
        store.delete(key);
    }

    private void require(String verb, String key) {
        if (!permission.isGood()) {
            throw new NotPermittedException(verb, key);
        }
    }
}
