package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.Permission;
import io.wuerstchen.fleet.common.storage.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects of one batch but its pictures; none but {@code wanted.json} is ever changed. */
public record BatchObjects(ObjectStore store, ObjectNames names, String batch) {
    private static final String JSON = "application/json";
    private static final String ZSTD = "application/zstd";

    /** The same of a {@linkplain ObjectStore#permitted permitted} store. */
    public BatchObjects permitted(Permission permission) {
        return new BatchObjects(store.permitted(permission), names, batch);
    }

    public Optional<byte[]> manifest() {
        return find(names.batch(batch));
    }

    /** {@code false} if there is one already. */
    public boolean putManifest(byte[] json) {
        return put(names.batch(batch), json, JSON);
    }

    /** The report of a generation; with the one of the {@link #generation last} generation, the batch is finished. */
    public Optional<byte[]> report(int generation) {
        return find(names.report(batch, generation));
    }

    /** {@code false} if there is one already. */
    public boolean putReport(int generation, byte[] json) {
        return put(names.report(batch, generation), json, JSON);
    }

    public Optional<byte[]> submission() {
        return find(names.submission(batch));
    }

    /** {@code false} if there is one already. */
    public boolean putSubmission(byte[] json) {
        return put(names.submission(batch), json, JSON);
    }

    Optional<byte[]> wanted() {
        return find(names.wanted(batch));
    }

    void putWanted(byte[] json) {
        store.put(object(names.wanted(batch), json, JSON));
    }

    /** The last generation; 0 where nothing was ever tried again. */
    public int generation() {
        return Listing.last(store, names.generations(batch), ".json")
                .map(key -> Integer.parseInt(
                        key.substring(names.generations(batch).length(), key.length() - ".json".length())))
                .orElse(0);
    }

    /** Whether rows were asked for so often. */
    public boolean hasGeneration(int number) {
        return store.stat(names.generation(batch, number)).isPresent();
    }

    Optional<byte[]> generation(int number) {
        return find(names.generation(batch, number));
    }

    boolean putGeneration(int number, byte[] json) {
        return put(names.generation(batch, number), json, JSON);
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

    List<String> snapshots() {
        return Listing.all(store, names.snapshots(batch));
    }

    boolean putSnapshot(long epoch, long sequence, byte[] bytes) {
        return put(names.snapshot(batch, epoch, sequence), bytes, "application/octet-stream");
    }

    /** As it is, torn or whole; empty where its dispatcher has removed it since it was listed. */
    Optional<byte[]> snapshot(String key) {
        try {
            return Optional.of(store.get(key));
        } catch (StoreException e) {
            if (store.stat(key).isEmpty()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    void delete(String key) {
        store.delete(key);
    }

    /** The number of the next segment of {@code block}. */
    int nextResults(long block) {
        String prefix = names.results(batch, block);
        return Listing.last(store, prefix, ".zst")
                .map(key -> Integer.parseInt(key.substring(prefix.length(), key.indexOf('.', prefix.length()))) + 1)
                .orElse(0);
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
        return store.putIfAbsent(object(key, bytes, mediaType));
    }

    private static StoreObject object(String key, byte[] bytes, String mediaType) {
        return new StoreObject(key, bytes, mediaType, Map.of(ObjectStore.SHA256, Digests.sha256(bytes)));
    }
}
