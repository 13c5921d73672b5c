package io.wuerstchen.fleet.dispatcher.ledger;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the fleet did for a batch.
 *
 * @param workers images by id of the worker that reported them
 */
public record Work(List<MicroBatches> microBatches, SortedMap<String, Long> workers) {
    public Work {
        microBatches = List.copyOf(microBatches);
        workers = Collections.unmodifiableSortedMap(new TreeMap<>(workers));
    }

    /**
     * How many micro-batches of one kind ran.
     *
     * @param key what their pictures have in common
     * @param size pictures in each
     * @param count pictures over size, rounded up
     */
    public record MicroBatches(String key, int size, long count) {}
}
