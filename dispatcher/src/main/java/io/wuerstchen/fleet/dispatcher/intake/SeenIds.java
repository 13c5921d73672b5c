package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * Ids that have been seen. Those of authors: the first 64 bits of their SHA-256 in an open hash table, which past {@link
 * #ON_HEAP} slots lies in a temporary file, mapped and without a name, so that the heap doesn't grow. Rows without one, whose
 * id is their number: a bit each. The price: an id may be taken for another one, with odds of 1 in 90,000 over a whole batch
 * of 20 million.
 */
final class SeenIds {
    private static final long EMPTY = 0;
    private static final int ON_HEAP = 1 << 20;
    /** What one mapping can hold. */
    private static final int MAX_SLOTS = 1 << 27;

    private LongBuffer slots = LongBuffer.allocate(1024);
    private int size;
    private final BitSet numbers = new BitSet();

    /** Whether {@code id} was new. */
    boolean add(String id) {
        if (isNumberSeen(id)) {
            return false;
        }
        if (size >= slots.capacity() / 4 * 3) {
            grow();
        }
        boolean added = put(hash(id));
        size += added ? 1 : 0;
        return added;
    }

    /** Whether the number of a row that has no id of its own is new. */
    boolean addNumber(long row) {
        if (size > 0 && contains(hash(Long.toString(row)))) {
            return false;
        }
        numbers.set(Math.toIntExact(row));
        return true;
    }

    private boolean isNumberSeen(String id) {
        return id.matches("0|[1-9]\\d{0,8}") && numbers.get(Integer.parseInt(id));
    }

    private static long hash(String id) {
        byte[] digest = Digests.newSha256().digest(id.getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(digest).getLong();
        return hash == EMPTY ? 1 : hash;
    }

    private boolean contains(long hash) {
        return slots.get(slot(hash)) == hash;
    }

    private boolean put(long hash) {
        int slot = slot(hash);
        boolean added = slots.get(slot) == EMPTY;
        slots.put(slot, hash);
        return added;
    }

    /** Where {@code hash} stands, or would stand. */
    private int slot(long hash) {
        int slot = (int) hash & (slots.capacity() - 1);
        while (slots.get(slot) != EMPTY && slots.get(slot) != hash) {
            slot = (slot + 1) & (slots.capacity() - 1);
        }
        return slot;
    }

    private void grow() {
        LongBuffer old = slots;
        slots = allocate(old.capacity() * 2);
        for (int i = 0; i < old.capacity(); i++) {
            if (old.get(i) != EMPTY) {
                put(old.get(i));
            }
        }
    }

    private static LongBuffer allocate(int capacity) {
        if (capacity > MAX_SLOTS) {
            throw new InvalidJobException("id: more than " + MAX_SLOTS / 4 * 3 + " rows with one (expected: fewer)");
        }
        return capacity <= ON_HEAP ? LongBuffer.allocate(capacity) : mapped(capacity);
    }

    /** The file goes with its last mapping. */
    private static LongBuffer mapped(int capacity) {
        try {
            Path file = Files.createTempFile("fleet-ids", ".tmp");
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) capacity * Long.BYTES)
                        .asLongBuffer();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ids: no room for them in the folder for temporary files", e);
        }
    }
}
