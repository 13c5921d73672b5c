package io.wuerstchen.fleet.worker.microbatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Open micro-batches, one for each key. They grow while the device is busy; when it asks for the next one it gets
 *
 * <ol>
 *   <li>the one whose oldest item has waited longest, if that is longer than the linger time: no key starves;
 *   <li>else the oldest of those that are full;
 *   <li>else the oldest of all, as small as it is: the device never idles while there is work.
 * </ol>
 *
 * <p>Only accessed by its owner's thread. Bounded: {@link #add} refuses what goes beyond the capacity.
 */
public final class MicroBatcher<K, T> {
    private final int maxSize;
    private final long lingerNanos;
    private final int capacity;
    private final Map<K, Deque<Waiting<T>>> open = new LinkedHashMap<>();
    private int waiting;
    private long arrivals;

    /**
     * @param maxSize items of a full micro-batch
     * @param linger how long a key may be passed over in favour of full ones
     * @param capacity items that may wait in all
     */
    public MicroBatcher(int maxSize, Duration linger, int capacity) {
        if (maxSize < 1 || capacity < maxSize) {
            throw new IllegalArgumentException("maxSize: " + maxSize + " (expected: 1 to capacity " + capacity + ")");
        }
        this.maxSize = maxSize;
        this.lingerNanos = linger.toNanos();
        this.capacity = capacity;
    }

    /** {@code nowNanos} is of a clock that only goes forward, as {@link System#nanoTime}. */
    public void add(K key, T item, long nowNanos) {
        if (waiting == capacity) {
            throw new IllegalStateException(waiting + " items wait (expected: " + capacity + " at most)");
        }
        open.computeIfAbsent(key, unused -> new ArrayDeque<>()).add(new Waiting<>(item, nowNanos, arrivals++));
        waiting++;
    }

    /** The micro-batch to run now; empty when nothing waits. */
    public Optional<MicroBatch<K, T>> next(long nowNanos) {
        return due(nowNanos).map(this::take);
    }

    /** What {@link #next} would give, if it is full, so that waiting would add nothing to it, and of a key that may go. */
    public Optional<MicroBatch<K, T>> nextFull(long nowNanos, Predicate<K> mayGo) {
        return due(nowNanos)
                .filter(key -> open.get(key).size() >= maxSize)
                .filter(mayGo)
                .map(this::take);
    }

    /** The next micro-batch of one key; empty when nothing of it waits. */
    public Optional<MicroBatch<K, T>> nextOf(K key) {
        return Optional.of(key).filter(open::containsKey).map(this::take);
    }

    /** Everything that waits. */
    public List<T> items() {
        return open.values().stream().flatMap(Deque::stream).map(Waiting::item).toList();
    }

    /** Takes out what nobody wants any more. */
    public void removeIf(Predicate<T> unwanted) {
        open.values().forEach(queue -> queue.removeIf(each -> unwanted.test(each.item())));
        open.values().removeIf(Deque::isEmpty);
        waiting = open.values().stream().mapToInt(Deque::size).sum();
    }

    private Optional<K> due(long nowNanos) {
        return oldest(queue -> nowNanos - queue.getFirst().sinceNanos() > lingerNanos)
                .or(() -> oldest(queue -> queue.size() >= maxSize))
                .or(() -> oldest(queue -> true));
    }

    private Optional<K> oldest(Predicate<Deque<Waiting<T>>> eligible) {
        return open.entrySet().stream()
                .filter(entry -> eligible.test(entry.getValue()))
                .min(Comparator.comparingLong(
                        entry -> entry.getValue().getFirst().arrival()))
                .map(Map.Entry::getKey);
    }

    private MicroBatch<K, T> take(K key) {
        Deque<Waiting<T>> queue = open.get(key);
        List<T> items = new ArrayList<>(maxSize);
        while (items.size() < maxSize && !queue.isEmpty()) {
            items.add(queue.removeFirst().item());
        }
        if (queue.isEmpty()) {
            open.remove(key);
        }
        waiting -= items.size();
        return new MicroBatch<>(key, items);
    }

    private record Waiting<T>(T item, long sinceNanos, long arrival) {}
}
