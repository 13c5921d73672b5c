package io.wuerstchen.fleet.worker.hub;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.wuerstchen.fleet.worker.hub.HubSettings.Patience;
import java.time.Duration;
import java.util.function.Supplier;

/** Tries again what fails for a while, as patiently as the hub asks for. Safe for all threads. */
final class Attempts {
    private final RetryConfig config;

    Attempts(Patience patience) {
        IntervalFunction growing =
                IntervalFunction.ofExponentialRandomBackoff(patience.firstWait(), 2.0, 0.5, patience.longestWait());
        config = RetryConfig.<Object>custom()
                .maxAttempts(patience.attempts())
                .intervalBiFunction((attempt, outcome) -> {
                    Duration least = Duration.ofMillis(growing.apply(attempt));
                    Duration wait = outcome.getLeft() instanceof HubException busy ? busy.wait(least) : least;
                    return Math.min(wait.toMillis(), patience.longestWait().toMillis());
                })
                .retryOnException(failure -> failure instanceof HubException hub && hub.isPassing())
                .build();
    }

    /** Blocks. */
    <T> T of(Supplier<T> call) {
        return Retry.of("hub", config).executeSupplier(call);
    }
}
