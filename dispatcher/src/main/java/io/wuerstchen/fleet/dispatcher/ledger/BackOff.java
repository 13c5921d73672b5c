package io.wuerstchen.fleet.dispatcher.ledger;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a job waits before its next attempt: a random time of up to one second after the first failure, doubling with each
 * further one up to {@link #LONGEST}, so that jobs which failed together don't come back together.
 *
 * @param random numbers from 0 to below 1
 */
public record BackOff(DoubleSupplier random) {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int DOUBLINGS = 10;

    Duration after(int attempts) {
        long most = FIRST.toMillis() << Math.min(DOUBLINGS, Math.max(0, attempts - 1));
        return Duration.ofMillis((long) (random.getAsDouble() * Math.min(LONGEST.toMillis(), most)));
    }
}
