package io.wuerstchen.fleet.worker.hub;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.event.RetryOnRetryEvent;
import io.wuerstchen.fleet.worker.hub.HubSettings.Patience;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tries again what fails for a while, as patiently as the hub asks for. Safe for all threads. */
final class Attempts {
    /** With the waits between them under eleven seconds at the usual patience. */
    private static final int MOST_UNREACHED = 4;

    private final RetryConfig patient;
    /** Where there may be no way to the hub at all. */
    private final RetryConfig brief;

    private final IntervalFunction growing;
    private final PullListener listener;
    private final long longest;

    Attempts(Patience patience, PullListener listener) {
        this.listener = listener;
        longest = patience.longestWait().toMillis();
        growing = IntervalFunction.ofExponentialRandomBackoff(patience.firstWait(), 2.0, 0.5, patience.longestWait());
        patient = config(patience.attempts(), HubException::isPassing);
        brief = config(Math.min(MOST_UNREACHED, patience.attempts()), HubException::isUnreached);
    }

    private RetryConfig config(int most, Predicate<HubException> again) {
        return RetryConfig.<Object>custom()
                .maxAttempts(most)
                .intervalBiFunction((attempt, outcome) -> millis(attempt, outcome.getLeft()))
                .retryOnException(failure -> failure instanceof HubException hub && again.test(hub))
                .build();
    }

    /** Before the next attempt. Where the hub says how long, up to a tenth more: it says the same to all who ask at once. */
    long millis(int attempt, Throwable failure) {
        long own = Math.min(growing.apply(attempt), longest);
        long wanted =
                failure instanceof HubException busy ? Math.min(busy.wanted().toMillis(), longest) : 0;
        return own >= wanted ? own : wanted + ThreadLocalRandom.current().nextLong(wanted / 10 + 1);
    }

    /** Blocks. */
    <T> T of(Supplier<T> call) {
        Retry unreached = retry(brief);
        return retry(patient).executeSupplier(() -> unreached.executeSupplier(call));
    }

    private Retry retry(RetryConfig config) {
        Retry retry = Retry.of("hub", config);
        retry.getEventPublisher().onRetry(failed -> say(failed, config.getMaxAttempts()));
        return retry;
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

    private void say(RetryOnRetryEvent failed, int most) {
        listener.say(String.format(
                Locale.ROOT,
                "%s; attempt %d of %d failed, the next one comes in %.1f s",
                failed.getLastThrowable().getMessage(),
                failed.getNumberOfRetryAttempts(),
                most,
                failed.getWaitInterval().toMillis() / 1000.0));
    }
}
