package io.wuerstchen.fleet.chaos.fleet;

import java.util.List;
import java.util.Optional;

/** As many dispatchers as batches go on at once, each with one batch after the other. Safe for all threads. */
public final class Dispatchers implements AutoCloseable {
    private final List<DispatcherSlot> slots;

    Dispatchers(List<DispatcherSlot> slots) {
        this.slots = List.copyOf(slots);
    }

    /** One that runs, if any does; which one {@code roll} says. */
    public DispatcherSlot one(int roll) {
        List<DispatcherSlot> running =
                slots.stream().filter(DispatcherSlot::isRunning).toList();
        return running.isEmpty() ? slots.get(roll % slots.size()) : running.get(roll % running.size());
    }

    public boolean anyRuns() {
        return slots.stream().anyMatch(DispatcherSlot::isRunning);
    }

    /** Processes that were replaced and have not ended. */
    public long strays() {
        return slots.stream().mapToLong(DispatcherSlot::strays).sum();
    }

    /** Whether every batch is finished. */
    public boolean areFinished() {
        return slots.stream().allMatch(DispatcherSlot::isFinished);
    }

    /** Whether all are finished, or one has given up. */
    public boolean areOver() {
        return refusal().isPresent() || slots.stream().allMatch(DispatcherSlot::isOver);
    }

    /** Why one gave up, if one did. */
    public Optional<String> refusal() {
        return slots.stream().flatMap(slot -> slot.refusal().stream()).findFirst();
    }

    @Override
    public void close() {
        slots.parallelStream().forEach(DispatcherSlot::close);
    }
}
