package io.wuerstchen.fleet.common.resilience;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How patient a {@link Guard} is.
 *
 * @param attempts in all, the first one too
 * @param firstWait before the second attempt; doubles with each further one, half of it by chance
 * @param longestWait that it grows to
 * @param rest how long the service is left alone once the circuit breaker is open
 * @param atOnce calls at once; more wait for their turn
 */
public record GuardSettings(int attempts, Duration firstWait, Duration longestWait, Duration rest, int atOnce) {
    /** About a minute and a half, for work that has cost a device's time and is not lightly given up. */
    public static final GuardSettings PATIENT =
            new GuardSettings(14, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(5), 48);

    /**
     * Which failures say something.
     *
     * @param ofService the service's own, which the circuit breaker counts
     * @param passing those that another attempt may spare
     * @param heldBack what callers get where the last attempt did not even reach the service, given why
     */
    public record Failures(
            Predicate<Throwable> ofService,
            Predicate<Throwable> passing,
            Function<RuntimeException, RuntimeException> heldBack) {}
}
