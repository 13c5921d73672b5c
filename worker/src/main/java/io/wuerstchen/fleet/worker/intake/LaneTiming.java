package io.wuerstchen.fleet.worker.intake;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a lane waits.
 *
 * @param grace how long jobs in hand may take to finish once the lane is told to stop
 * @param close how long closing the consumer may take
 * @param backOff before the group is joined again after a failure; as much more after each further one in a row
 */
public record LaneTiming(Duration grace, Duration close, Duration backOff) {
    public static final LaneTiming DEFAULT =
            new LaneTiming(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofMillis(500));

    /** What a broker allows at least, for the time before it has told the group's own lock duration. */
    static final int SHORTEST_LOCK_MILLIS = 15_000;

    /** Between two looks whether jobs may be taken again. */
    static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    public LaneTiming withGrace(Duration other) {
        return new LaneTiming(other, close, backOff);
    }

    /** Half of it by chance, so that a fleet does not come back all at once. */
    Duration backOff(int failures) {
        long most = backOff.toNanos() * failures;
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }
}
