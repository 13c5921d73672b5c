package io.wuerstchen.fleet.worker.hub;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.event.RetryOnRetryEvent;
import io.wuerstchen.fleet.worker.hub.HubSettings.Patience;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Tries again what fails for a while, as patiently as the hub asks for. Safe for all threads. */
final class Attempts {
    private final RetryConfig config;
    private final IntervalFunction growing;
    private final PullListener listener;

    Attempts(Patience patience, PullListener listener) {
        this.listener = listener;
        growing = IntervalFunction.ofExponentialRandomBackoff(patience.firstWait(), 2.0, 0.5, patience.longestWait());
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
        Retry retry = Retry.of("hub", config);
        retry.getEventPublisher().onRetry(this::say);
        return retry.executeSupplier(call);
    }

    /**
     * A short wait, where things go on but not well.
     *
     * @throws HubException if the thread was interrupted
     */
    void rest() {
        try {
            Thread.sleep(growing.apply(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HubException.lasting("the pull was stopped");
        }
    }

    private void say(RetryOnRetryEvent failed) {
        listener.say(String.format(
                Locale.ROOT,
                "%s; attempt %d of %d failed, the next one comes in %.1f s",
                failed.getLastThrowable().getMessage(),
                failed.getNumberOfRetryAttempts(),
                config.getMaxAttempts(),
                failed.getWaitInterval().toMillis() / 1000.0));
    }
}
