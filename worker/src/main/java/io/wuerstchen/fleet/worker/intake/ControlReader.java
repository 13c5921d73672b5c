package io.wuerstchen.fleet.worker.intake;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the control topic from its beginning, and tells of cancelled batches. {@link #run} is the reader's thread and the
 * only one that touches the consumer; {@link #stop} is for any thread.
 */
public final class ControlReader implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ControlReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration METADATA = Duration.ofSeconds(20);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration BACK_OFF = Duration.ofSeconds(2);

    private final Supplier<Consumer<String, byte[]>> open;
    private final String topic;
    private final CancelledBatches cancelled;
    private final Runnable onCancel;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param open gives a consumer that belongs to no group; the reader closes it
     * @param onCancel called on the reader's thread once {@code cancelled} knows more, must not block
     */
    public ControlReader(
            Supplier<Consumer<String, byte[]>> open, String topic, CancelledBatches cancelled, Runnable onCancel) {
        this.open = open;
        this.topic = topic;
        this.cancelled = cancelled;
        this.onCancel = onCancel;
    }

    /** Ends once stopped. A broker that is out of reach is asked again after a while. */
    @Override
    public void run() {
        while (!isStopping()) {
            try (Reading reading = new Reading(open.get())) {
                reading.follow();
            } catch (KafkaException e) {
                log.atWarn().addKeyValue("reason", e.toString()).log("control can't be read, trying again");
                awaitStop(BACK_OFF);
            }
        }
    }

    public void stop() {
        stopping.countDown();
    }

    /** Waits until everything that was said before has been heard, {@code limit} at most. */
    public void awaitCaughtUp(Duration limit) throws InterruptedException {
        if (!caughtUp.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            log.atWarn().addKeyValue("seconds", limit.toSeconds()).log("control not read yet, going on without");
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0 || Thread.currentThread().isInterrupted();
    }

    private void awaitStop(Duration limit) {
        try {
            var unused = stopping.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            cancelled.forget(record.key());
            return;
        }
        try {
            if (cancelled.hear(BatchControl.read(FleetEvents.data(record, FleetEvents.CONTROL_TYPE)))) {
                onCancel.run();
            }
        } catch (InvalidJobException e) {
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("skipped an unreadable control record");
        }
    }

    /** From one opening of the consumer to its failure. */
    private final class Reading implements AutoCloseable {
        private final Consumer<String, byte[]> consumer;

        Reading(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        void follow() {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, METADATA).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, METADATA);
            while (!isStopping()) {
                consumer.poll(POLL).forEach(ControlReader.this::hear);
                if (ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    caughtUp.countDown();
                }
            }
        }

        @Override
        public void close() {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }
}
