package io.wuerstchen.fleet.common.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects by name. Every method blocks, and throws {@link StoreException}. Safe for all threads. */
public interface ObjectStore extends AutoCloseable {
    /** Metadata key of an object's SHA-256 in hexadecimal. */
    String SHA256 = "sha256";

    /** Metadata key of the fingerprint of the work an object came from. */
    String FINGERPRINT = "fingerprint";

    /** Puts an object where none stands; {@code false} if one does, which stays as it is. */
    boolean putIfAbsent(StoreObject object);

    /** Puts an object over whatever stands there: for what has one owner, and says so. */
    void put(StoreObject object);

    Optional<Stat> stat(String key);

    byte[] get(String key);

    /** Nothing stands under the name afterwards; nothing need have stood there before. */
    void delete(String key);

    /** Names that begin with {@code prefix}, in order, {@code limit} of them at most. */
    List<String> list(String prefix, int limit);

    /** Objects whose names begin with {@code prefix} and come after {@code after}, in order, {@code limit} of them at most. */
    List<Entry> page(String prefix, String after, int limit);

    /**
     * What lies directly under {@code prefix}, in order: names, and of deeper ones what they have in common up to and with
     * the next slash.
     */
    List<String> children(String prefix);

    /**
     * This store for who may change it only at times: each attempt of a call, also one that is made again since the one before it
     * failed, asks whether it may, and else throws {@link NotPermittedException}. What is only read asks nothing.
     */
    default ObjectStore permitted(Permission permission) {
        return new PermittedObjectStore(this, permission);
    }

    @Override
    void close();

    /**
     * An object to be put.
     *
     * @param metadata names in lower case
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through, never compared.
    record StoreObject(String key, byte[] bytes, String mediaType, Map<String, String> metadata) {}

    /** A line of a listing; the ETag is without quotes. */
    record Entry(String key, long bytes, String etag, Instant modified) {}

    /** What the store knows of an object; names of metadata are in lower case. */
    record Stat(long bytes, Map<String, String> metadata) {}
}
