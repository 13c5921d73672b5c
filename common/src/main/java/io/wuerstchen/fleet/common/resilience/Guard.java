package io.wuerstchen.fleet.common.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Stands before a service that may fail for a while: so many calls at once, none while the circuit breaker is open, and
 * another attempt where that may help. A call that finds the breaker open waits like one that failed. Safe for all threads.
 */
public final class Guard {
    private final Retry retry;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;

    Guard(Retry retry, CircuitBreaker breaker, Bulkhead bulkhead) {
        this.retry = retry;
        this.breaker = breaker;
        this.bulkhead = bulkhead;
    }

    /** Returns what {@code call} returns, or throws what it threw last. Blocks. */
    public <T> T call(Supplier<T> call) {
        Supplier<T> bounded = Bulkhead.decorateSupplier(bulkhead, call);
        return retry.executeSupplier(CircuitBreaker.decorateSupplier(breaker, bounded));
    }

    /** As {@link #call}, for what completes later; {@code timer} waits between attempts. */
    public <T> CompletionStage<T> callAsync(ScheduledExecutorService timer, Supplier<CompletionStage<T>> call) {
        Supplier<CompletionStage<T>> bounded = Bulkhead.decorateCompletionStage(bulkhead, call);
        return retry.executeCompletionStage(timer, CircuitBreaker.decorateCompletionStage(breaker, bounded));
    }

    /** {@code false} while the service is left alone. */
    public boolean letsThrough() {
        return breaker.getState() != CircuitBreaker.State.OPEN;
    }

    /** {@code false} from its being left alone until some calls have shown that it is back. */
    public boolean isTrusted() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    public String name() {
        return breaker.getName();
    }
}
