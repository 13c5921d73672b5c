package io.wuerstchen.fleet.worker.metrics;

import java.util.function.LongSupplier;

/** How long the device was busy, and how long not; both count up to this moment. Safe for all threads. */
final class DeviceClock {
    private static final double NANOS = 1e9;

    private final LongSupplier nanos;
    private long since;
    private boolean busy;
    private long busyNanos;
    private long idleNanos;

    /** @param nanos a clock that only goes forward, as {@link System#nanoTime} */
    DeviceClock(LongSupplier nanos) {
        this.nanos = nanos;
        since = nanos.getAsLong();
    }

    synchronized void busy(boolean now) {
        settle();
        busy = now;
    }

    synchronized double busySeconds() {
        settle();
        return busyNanos / NANOS;
    }

    synchronized double idleSeconds() {
        settle();
        return idleNanos / NANOS;
    }

    private void settle() {
        long now = nanos.getAsLong();
        if (busy) {
            busyNanos += now - since;
        } else {
            idleNanos += now - since;
        }
        since = now;
    }
}
