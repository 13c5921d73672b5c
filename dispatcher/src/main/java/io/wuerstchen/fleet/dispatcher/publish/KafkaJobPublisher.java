package io.wuerstchen.fleet.dispatcher.publish;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends jobs to their model's topic without waiting for each. What is in flight is bounded by the publication window, and in
 * bytes by the producer's buffer. Belongs to one thread; only the failure is set by the producer's.
 */
public final class KafkaJobPublisher implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final Producer<String, byte[]> producer;
    private final FleetEvents events;
    private final String topic;
    private final IntFunction<RunPartitioner> runs;
    private final AtomicReference<MessagingException> failure = new AtomicReference<>();
    private RunPartitioner partitioner;
    private boolean again;

    /**
     * Takes over the producer and closes it.
     *
     * @param runs given how many images make a run full
     */
    public KafkaJobPublisher(
            Producer<String, byte[]> producer, FleetEvents events, String topic, IntFunction<RunPartitioner> runs) {
        this.producer = producer;
        this.events = events;
        this.topic = topic;
        this.runs = runs;
    }

    /**
     * Before the first job.
     *
     * @param runImages what a worker's lane takes as one micro-batch
     * @param publishedBefore jobs may have been published by an earlier run, so workers shall look what stands of them
     */
    public void begin(int runImages, boolean publishedBefore) {
        partitioner = runs.apply(runImages);
        again = publishedBefore;
    }

    /**
     * Hands a job to Kafka.
     *
     * @throws InvalidJobException if it is too large for a record
     * @throws MessagingException if this or an earlier job could not be delivered
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback hears of every failure.
    public void publish(GenerationJob job) {
        requireDelivery();
        int partition =
                partitioner.partition(RunKey.of(job), job.parameters().canvas().n());
        ProducerRecord<String, byte[]> record = events.job(topic, partition, job);
        if (record.value().length > JobJson.MAX_BYTES) {
            throw InvalidJobException.of("job", record.value().length + " bytes", "at most " + JobJson.MAX_BYTES);
        }
        if (again) {
            PublicationHeaders.write(record.headers(), new Publication(true, 0, 0, false));
        }
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, undelivered(job, error));
            }
        });
    }

    /** Throws {@link MessagingException} if a job that was published could not be delivered in time. */
    public void requireDelivery() {
        MessagingException undelivered = failure.get();
        if (undelivered != null) {
            throw undelivered;
        }
    }

    /** Waits a bounded time for what is still in flight. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }

    private MessagingException undelivered(GenerationJob job, Exception error) {
        return new MessagingException(
                "can't publish job " + job.id() + " to " + topic + ": " + error.getMessage(), error);
    }
}
