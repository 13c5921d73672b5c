package io.wuerstchen.fleet.worker.intake;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * @param grace how long jobs in hand may take to finish once the lane is told to stop
 * @param close how long closing the consumer may take
 */
public record LaneTiming(Duration grace, Duration close) {
    public static final LaneTiming DEFAULT = new LaneTiming(Duration.ofSeconds(20), Duration.ofSeconds(5));

    /** What a broker allows at least, for the time before it has told the group's own lock duration. */
    static final int SHORTEST_LOCK_MILLIS = 15_000;

    /** Half a second more after each failure, half of it by chance, so that a fleet does not come back all at once. */
    Duration backOff(int failures) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(250L * failures, 500L * failures + 1));
    }
}
