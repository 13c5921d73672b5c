package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import java.util.Map;
import java.util.Optional;

/** The objects of one batch but its pictures; none is ever changed. */
public record BatchObjects(ObjectStore store, ObjectNames names, String batch) {
    private static final String JSON = "application/json";
    private static final String ZSTD = "application/zstd";

    public Optional<byte[]> manifest() {
        return find(names.batch(batch));
    }

    /** {@code false} if there is one already. */
    public boolean putManifest(byte[] json) {
        return put(names.batch(batch), json, JSON);
    }

    public Optional<byte[]> report() {
        return find(names.report(batch));
    }

    /** {@code false} if there is one already. */
    public boolean putReport(byte[] json) {
        return put(names.report(batch), json, JSON);
    }

    /** Whether another batch has this name. */
    public boolean isTaken(String name) {
        return store.stat(names.inputIndex(name)).isPresent()
                || store.stat(names.batch(name)).isPresent();
    }

    Optional<byte[]> index() {
        return find(names.inputIndex(batch));
    }

    boolean putIndex(byte[] json) {
        return put(names.inputIndex(batch), json, JSON);
    }

    byte[] chunk(int number, String sha256) {
        return store.get(names.inputChunk(batch, number, sha256));
    }

    boolean putChunk(int number, String sha256, byte[] zstd) {
        return put(names.inputChunk(batch, number, sha256), zstd, ZSTD);
    }

    Optional<byte[]> results(long block, int sequence) {
        return find(names.results(batch, block, sequence));
    }

    boolean putResults(long block, int sequence, byte[] zstd) {
        return put(names.results(batch, block, sequence), zstd, ZSTD);
    }

    private Optional<byte[]> find(String key) {
        return store.stat(key).map(stat -> verified(key, store.get(key), stat.metadata()));
    }

    /** A hash that the object does not have says that it is damaged. */
    private static byte[] verified(String key, byte[] bytes, Map<String, String> metadata) {
        String expected = metadata.get(ObjectStore.SHA256);
        if (expected != null && !Digests.sha256(bytes).equals(expected)) {
            String message = "get " + key + ": sha256 " + Digests.sha256(bytes) + " (expected: " + expected + ")";
            throw new StoreException(message, null, false);
        }
        return bytes;
    }

    private boolean put(String key, byte[] bytes, String mediaType) {
        return store.putIfAbsent(
                new StoreObject(key, bytes, mediaType, Map.of(ObjectStore.SHA256, Digests.sha256(bytes))));
    }
}
