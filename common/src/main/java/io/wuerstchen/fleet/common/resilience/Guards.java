package io.wuerstchen.fleet.common.resilience;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import java.time.Duration;

/**
 * The guards of one process, and the registries by which metrics see them.
 *
 * @param retries of all guards, by their names
 * @param breakers likewise
 * @param bulkheads likewise
 */
public record Guards(RetryRegistry retries, CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads) {
    /** The breaker looks at so many of the last calls, and opens when half of them failed. */
    private static final int WINDOW = 20;

    private static final int FEWEST_CALLS = 5;
    private static final int PROBES = 3;
    private static final Duration LONGEST_QUEUE = Duration.ofMinutes(1);

    public Guards() {
        this(RetryRegistry.ofDefaults(), CircuitBreakerRegistry.ofDefaults(), BulkheadRegistry.ofDefaults());
    }

    /**
     * A guard for one service.
     *
     * @param name of the service, as it stands in metrics
     */
    public Guard guard(String name, GuardSettings settings, GuardSettings.Failures failures) {
        return new Guard(
                retries.retry(name, retry(settings, failures)),
                breakers.circuitBreaker(name, breaker(settings, failures)),
                bulkheads.bulkhead(name, bulkhead(settings)),
                failures.heldBack());
    }

    private static RetryConfig retry(GuardSettings settings, GuardSettings.Failures failures) {
        return RetryConfig.custom()
                .maxAttempts(settings.attempts())
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                        settings.firstWait(), 2.0, 0.5, settings.longestWait()))
                .retryOnException(
                        failure -> isHeldBack(failure) || failures.passing().test(failure))
                .build();
    }

    private static CircuitBreakerConfig breaker(GuardSettings settings, GuardSettings.Failures failures) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(FEWEST_CALLS)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .waitDurationInOpenState(settings.rest())
                // By itself: a worker that takes no jobs while it is open makes no call that could close it.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .recordException(failures.ofService())
                .ignoreException(failure -> !failures.ofService().test(failure))
                .build();
    }

    private static BulkheadConfig bulkhead(GuardSettings settings) {
        return BulkheadConfig.custom()
                .maxConcurrentCalls(settings.atOnce())
                .maxWaitDuration(LONGEST_QUEUE)
                .build();
    }

    /** Not the service's doing: it was not even asked. */
    private static boolean isHeldBack(Throwable failure) {
        return failure instanceof CallNotPermittedException || failure instanceof BulkheadFullException;
    }
}
