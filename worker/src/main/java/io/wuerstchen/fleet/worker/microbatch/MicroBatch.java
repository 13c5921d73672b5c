package io.wuerstchen.fleet.worker.microbatch;

import java.util.List;

/** What the device runs at once: one key, one item at least, first come first. */
public record MicroBatch<K, T>(K key, List<T> items) {
    public MicroBatch {
        items = List.copyOf(items);
    }

    public int size() {
        return items.size();
    }
}
