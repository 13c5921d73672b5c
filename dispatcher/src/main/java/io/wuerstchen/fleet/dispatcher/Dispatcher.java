package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import java.time.Clock;

/** Runs batches, one at a time for each calling thread. */
public final class Dispatcher {
    /** The store stays the caller's to close. */
    public Dispatcher(KafkaAddress kafka, Topics topics, ObjectStore store, ObjectNames names, Clock clock) {}

    /**
     * Runs a batch until every row has an outcome, or the calling thread is interrupted: then it stops publishing, closes
     * everything, restores the interrupt and returns the report as it stands, {@link BatchReport#finished()} being false.
     *
     * @throws io.wuerstchen.fleet.common.job.InvalidJobException if there is no such file, or the name is taken by a batch
     *     of another input, other options or other weights
     * @throws io.wuerstchen.fleet.common.messaging.MessagingException if Kafka fails, or no worker comes
     * @throws io.wuerstchen.fleet.common.storage.StoreException if the store fails
     */
    public BatchReport run(BatchSpec spec, BatchListener listener) {
        throw new UnsupportedOperationException();
    }
}
