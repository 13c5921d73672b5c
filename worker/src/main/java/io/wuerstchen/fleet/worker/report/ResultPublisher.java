package io.wuerstchen.fleet.worker.report;

import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import java.util.concurrent.CompletableFuture;

/** Publishes what a worker has to say. A future completes once it can't get lost any more. Safe for all threads. */
public interface ResultPublisher {
    CompletableFuture<Void> publish(JobResult result);

    CompletableFuture<Void> publish(JobNotice notice);

    CompletableFuture<Void> publish(DeadLetter letter);

    CompletableFuture<Void> publish(Heartbeat heartbeat);

    /** The worker stops; its heartbeats don't count any more. */
    CompletableFuture<Void> farewell(String worker);
}
