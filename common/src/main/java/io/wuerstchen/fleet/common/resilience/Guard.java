package io.wuerstchen.fleet.common.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stands before a service that may fail for a while: so many calls at once, none while the circuit breaker is open, and
 * another attempt where that may help. A call that finds the breaker open waits like one that failed. Safe for all threads.
 */
public final class Guard {
    private final Retry retry;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final Function<RuntimeException, RuntimeException> heldBack;

    Guard(
            Retry retry,
            CircuitBreaker breaker,
            Bulkhead bulkhead,
            Function<RuntimeException, RuntimeException> heldBack) {
        this.retry = retry;
        this.breaker = breaker;
        this.bulkhead = bulkhead;
        this.heldBack = heldBack;
    }

    /** Returns what {@code call} returns, or throws what it threw last, or what stands for its being held back. Blocks. */
    public <T> T call(Supplier<T> call) {
        Supplier<T> bounded = Bulkhead.decorateSupplier(bulkhead, call);
        Supplier<T> guarded = CircuitBreaker.decorateSupplier(breaker, bounded);
        try {
            return retry.executeSupplier(() -> {
                requireNotOpen();
                return guarded.get();
            });
        } catch (CallNotPermittedException | BulkheadFullException e) {
            throw heldBack.apply(e);
        }
    }

    /** As {@link #call}, for what completes later; {@code timer} waits between attempts. */
    public <T> CompletionStage<T> callAsync(ScheduledExecutorService timer, Supplier<CompletionStage<T>> call) {
        Supplier<CompletionStage<T>> bounded = Bulkhead.decorateCompletionStage(bulkhead, call);
        Supplier<CompletionStage<T>> guarded = CircuitBreaker.decorateCompletionStage(breaker, bounded);
        return retry.executeCompletionStage(timer, () -> isOpen() ? unasked() : guarded.get());
    }

    /** {@code false} while the service is left alone. */
    public boolean letsThrough() {
        return !isOpen();
    }

    /** {@code false} from its being left alone until some calls have shown that it is back. */
    public boolean isTrusted() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    public String name() {
        return breaker.getName();
    }

    /**
     * An open breaker is not asked whether it is time to try again: its own timer half-opens it, and while that is at it
     * whoever asks calls itself again and again, until the stack is full on a machine that is busy enough.
     */
    private void requireNotOpen() {
        if (isOpen()) {
            throw CallNotPermittedException.createCallNotPermittedException(breaker);
        }
    }

    private <T> CompletionStage<T> unasked() {
        return CompletableFuture.failedFuture(CallNotPermittedException.createCallNotPermittedException(breaker));
    }

    private boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }
}
