package io.wuerstchen.fleet.dispatcher;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * The time of day as it was when this clock began, and what has passed since by a clock that nobody sets: nothing that waits
 * waits longer, or shorter, because somebody has set the machine's. Safe for all threads.
 */
public final class SteadyClock extends Clock {
    private final Instant begin;
    private final long beginNanos;
    private final LongSupplier nanos;
    private final ZoneId zone;

    SteadyClock(Clock wall, LongSupplier nanos) {
        this(wall.instant(), nanos.getAsLong(), nanos, wall.getZone());
    }

    private SteadyClock(Instant begin, long beginNanos, LongSupplier nanos, ZoneId zone) {
        this.begin = begin;
        this.beginNanos = beginNanos;
        this.nanos = nanos;
        this.zone = zone;
    }

    /** One that begins now. */
    public static SteadyClock begun() {
        return new SteadyClock(Clock.systemUTC(), System::nanoTime);
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(nanos.getAsLong() - beginNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(begin, beginNanos, nanos, other);
    }
}
