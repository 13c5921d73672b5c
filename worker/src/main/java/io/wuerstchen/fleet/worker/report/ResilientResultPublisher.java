package io.wuerstchen.fleet.worker.report;

import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;

/** A publisher behind a {@link Guard}. Heartbeats go past it: the next one is on its way before another attempt could be. */
public final class ResilientResultPublisher implements ResultPublisher {
    private static final GuardSettings SETTINGS =
            new GuardSettings(14, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(5), 256);
    private static final GuardSettings.Failures FAILURES = new GuardSettings.Failures(
            failure -> failure instanceof KafkaException && !(failure instanceof RecordTooLargeException),
            failure -> failure instanceof RetriableException,
            reason -> new KafkaException("results are not sent for a while: " + reason.getMessage(), reason));

    private final ResultPublisher publisher;
    private final Guard guard;
    private final ScheduledExecutorService timer;

    /** The {@code timer}, which waits between attempts, stays its owner's. */
    public ResilientResultPublisher(ResultPublisher publisher, Guard guard, ScheduledExecutorService timer) {
        this.publisher = publisher;
        this.guard = guard;
        this.timer = timer;
    }

    /** The guard named {@code results} of the process's own. */
    public static Guard guard(Guards guards) {
        return guards.guard("results", SETTINGS, FAILURES);
    }

    @Override
    public CompletableFuture<Void> publish(JobResult result) {
        return guarded(() -> publisher.publish(result));
    }

    @Override
    public CompletableFuture<Void> publish(JobNotice notice) {
        return guarded(() -> publisher.publish(notice));
    }

    @Override
    public CompletableFuture<Void> publish(DeadLetter letter) {
        return guarded(() -> publisher.publish(letter));
    }

    @Override
    public CompletableFuture<Void> publish(Heartbeat heartbeat) {
        return publisher.publish(heartbeat);
    }

    @Override
    public CompletableFuture<Void> farewell(String worker) {
        return publisher.farewell(worker);
    }

    private CompletableFuture<Void> guarded(Supplier<CompletableFuture<Void>> send) {
        return guard.callAsync(timer, send::get).toCompletableFuture();
    }
}
