package io.wuerstchen.fleet.worker.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long the device was busy, and how long not; both count up to this moment. Safe for all threads. */
final class DeviceClock {
    private static final double NANOS = 1e9;

    private final LongSupplier nanos;
    private long since;
    private boolean busy;
    private boolean wasBusy;
    private long busyNanos;
    private long idleNanos;

    /** @param nanos a clock that only goes forward, as {@link System#nanoTime} */
    DeviceClock(LongSupplier nanos) {
        this.nanos = nanos;
        since = nanos.getAsLong();
    }

    /** Busy from now on. Returns how long it was idle since it was busy last; empty the first time. */
    synchronized Optional<Duration> begin() {
        long from = since;
        boolean first = !wasBusy;
        settle();
        busy = true;
        wasBusy = true;
        return first ? Optional.empty() : Optional.of(Duration.ofNanos(since - from));
    }

    /** Idle from now on. */
    synchronized void end() {
        settle();
        busy = false;
    }

    synchronized double busySeconds() {
        return (busyNanos + (busy ? sinceLast() : 0)) / NANOS;
    }

    synchronized double idleSeconds() {
        return (idleNanos + (busy ? 0 : sinceLast())) / NANOS;
    }

    private void settle() {
        long passed = sinceLast();
        if (busy) {
            busyNanos += passed;
        } else {
            idleNanos += passed;
        }
        since += passed;
    }

    private long sinceLast() {
        return nanos.getAsLong() - since;
    }
}
