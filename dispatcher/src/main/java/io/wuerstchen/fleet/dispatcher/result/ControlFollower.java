package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows what users want of one batch. One thread only. */
public final class ControlFollower implements AutoCloseable {
    private final TopicReader reader;
    private final String batch;

    /** Takes over the consumer and closes it. */
    public ControlFollower(Consumer<String, byte[]> consumer, String topic, String batch) {
        this.reader = new TopicReader(consumer, topic);
        this.batch = batch;
    }

    /** What was said before stands in the store. */
    public void start() {
        reader.startAtEnd();
    }

    /** The last word that has come since the last call, if any. */
    public Optional<BatchControl> poll() {
        BatchControl last = null;
        for (ConsumerRecord<String, byte[]> record : reader.poll(Duration.ZERO)) {
            if (batch.equals(record.key()) && record.value() != null) {
                last = read(record).orElse(last);
            }
        }
        return Optional.ofNullable(last);
    }

    @Override
    public void close() {
        reader.close();
    }

    private static Optional<BatchControl> read(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(BatchControl.read(FleetEvents.data(record, FleetEvents.CONTROL_TYPE)));
        } catch (InvalidJobException e) {
            TopicReader.tellSkipped(record, "word on a batch", e);
            return Optional.empty();
        }
    }
}
