package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.artifact.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Ids that have been seen, as the first 64 bits of their SHA-256 in an open hash table: 11 to 22 bytes an id, however long
 * it is. The price: an id may be taken for another one, with odds of 1 in 90,000 over a whole batch of 20 million.
 */
final class SeenIds {
    private static final long EMPTY = 0;

    private long[] slots = new long[1024];
    private int size;

    /** Whether {@code id} was new. */
    boolean add(String id) {
        if (size >= slots.length / 4 * 3) {
            grow();
        }
        boolean added = put(hash(id));
        size += added ? 1 : 0;
        return added;
    }

    private static long hash(String id) {
        byte[] digest = Digests.newSha256().digest(id.getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(digest).getLong();
        return hash == EMPTY ? 1 : hash;
    }

    private boolean put(long hash) {
        int slot = (int) hash & (slots.length - 1);
        while (slots[slot] != EMPTY) {
            if (slots[slot] == hash) {
                return false;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = hash;
        return true;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long hash : old) {
            if (hash != EMPTY) {
                put(hash);
            }
        }
    }
}
