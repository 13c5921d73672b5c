package io.wuerstchen.fleet.worker.metrics;

import io.micrometer.core.instrument.Timer;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.worker.report.DeadLetter;
import io.wuerstchen.fleet.worker.report.ResultPublisher;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Counts what was published, and measures how long it took. */
public final class MeteredResultPublisher implements ResultPublisher {
    private final ResultPublisher publisher;
    private final WorkerMeters meters;
    private final Timer timer;

    public MeteredResultPublisher(ResultPublisher publisher, WorkerMeters meters) {
        this.publisher = publisher;
        this.meters = meters;
        timer = meters.timer("publish");
    }

    @Override
    public CompletableFuture<Void> publish(JobResult result) {
        return timed(() -> publisher.publish(result)).thenRun(() -> count(result.outcome()));
    }

    @Override
    public CompletableFuture<Void> publish(JobNotice notice) {
        return timed(() -> publisher.publish(notice)).thenRun(() -> count(notice.event()));
    }

    @Override
    public CompletableFuture<Void> publish(DeadLetter letter) {
        return timed(() -> publisher.publish(letter)).thenRun(() -> count(letter));
    }

    @Override
    public CompletableFuture<Void> publish(Heartbeat heartbeat) {
        return publisher.publish(heartbeat);
    }

    @Override
    public CompletableFuture<Void> farewell(String worker) {
        return publisher.farewell(worker);
    }

    private CompletableFuture<Void> timed(Supplier<CompletableFuture<Void>> send) {
        long start = System.nanoTime();
        return send.get()
                .whenComplete((sent, failure) -> timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS));
    }

    private void count(JobResult.Outcome outcome) {
        if (outcome instanceof JobResult.Committed committed) {
            int found = (int) committed.images().stream()
                    .filter(image -> image.microBatch() == null)
                    .count();
            meters.images("found", found);
            meters.images("drawn", committed.images().size() - found);
            meters.job("committed");
        } else if (outcome instanceof JobResult.Cancelled) {
            meters.job("cancelled");
        } else if (outcome instanceof JobResult.Dead dead) {
            meters.job("dead");
            meters.failure(dead.kind().wireName());
        }
    }

    private void count(JobNotice.Event event) {
        if (event instanceof JobNotice.Retry retry) {
            meters.notice("retry");
            meters.failure(retry.kind().wireName());
        } else if (event instanceof JobNotice.Returned) {
            meters.notice("returned");
        } else if (event instanceof JobNotice.Attempting) {
            meters.notice("attempting");
        }
    }

    private void count(DeadLetter letter) {
        meters.deadLetter();
        if (letter.isMalformed()) {
            meters.job("malformed");
        }
    }
}
