package io.wuerstchen.fleet.worker.intake;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a lane waits.
 *
 * @param grace how long jobs in hand may take to finish once the lane is told to stop
 * @param close how long closing the consumer may take
 * @param backOff before the group is joined again after a failure; as much more after each further one in a row
 * @param release before a job that failed here for a reason that may pass is handed back the first time; twice that the
 *     second time, and so on
 */
public record LaneTiming(Duration grace, Duration close, Duration backOff, Duration release) {
    public static final LaneTiming DEFAULT = new LaneTiming(
            Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(1));

    /** The longest delay of a release, in first ones: 20 s by default. */
    private static final int MOST_RELEASES = 20;

    /** What a broker allows at least, for the time before it has told the group's own lock duration. */
    static final int SHORTEST_LOCK_MILLIS = 15_000;

    /** Between two looks whether jobs may be taken again. */
    static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    public LaneTiming withGrace(Duration other) {
        return new LaneTiming(other, close, backOff, release);
    }

    Duration backOff(int failures) {
        return upTo(backOff.toNanos() * failures);
    }

    /** Before a job that was delivered so often, this time included, is handed back. */
    Duration releaseDelay(int deliveries) {
        int doublings = Math.min(deliveries - 1, 30);
        return upTo(release.toNanos() * Math.min(1L << doublings, MOST_RELEASES));
    }

    /** Half of it by chance, so that a fleet does not come back all at once. */
    private static Duration upTo(long most) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }
}
