package io.wuerstchen.fleet.worker.report;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Publishes what a worker has to say. A future completes once it can't get lost any more. Safe for all threads. */
public interface ResultPublisher {
    CompletableFuture<Void> publish(JobResult result);

    /** A record that is no job: kept whole for people to look at, with the reason in a header. */
    CompletableFuture<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason);

    CompletableFuture<Void> publish(Heartbeat heartbeat);

    /** The worker stops; its heartbeats don't count any more. */
    CompletableFuture<Void> farewell(String worker);
}
