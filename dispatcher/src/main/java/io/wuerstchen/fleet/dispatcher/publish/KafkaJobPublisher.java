package io.wuerstchen.fleet.dispatcher.publish;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Sends jobs to their model's topic in transactions, not for the sake of readers, who don't wait for their end, but because the
 * broker refuses them from all but the batch's last owner. Belongs to one thread; only what was delivered is entered by the
 * producer's.
 */
public final class KafkaJobPublisher implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);
    /** The producer itself waits a minute each time. */
    private static final int TRIES = 5;

    private final Producer<String, byte[]> producer;
    private final FleetEvents events;
    private final String topic;
    private final IntFunction<RunPartitioner> runs;
    private final Map<Long, Place> delivered = new ConcurrentHashMap<>();
    private RunPartitioner partitioner;
    private boolean open;
    /** Why not all of the open transaction was handed over, or null. */
    private MessagingException unsent;

    private int failures;

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

    /** From here on nothing gets through from whoever published the batch's jobs before. */
    public void fenceOthers() {
        patiently("become the batch's owner", () -> {
            producer.initTransactions();
            return null;
        });
    }

    /**
     * Before the first job.
     *
     * @param runImages what a worker's lane takes as one micro-batch
     */
    public void begin(int runImages) {
        partitioner = runs.apply(runImages);
    }

    /**
     * Makes a job ready to be published. Jobs leave together, once all are ready: a transaction must not wait for anything.
     *
     * @throws InvalidJobException if it is too large for a record
     */
    public Ready prepare(GenerationJob job, Publication publication) {
        int partition =
                partitioner.partition(RunKey.of(job), job.parameters().canvas().n());
        ProducerRecord<String, byte[]> record = events.job(topic, partition, job);
        if (record.value().length > JobJson.MAX_BYTES) {
            throw InvalidJobException.of("job", record.value().length + " bytes", "at most " + JobJson.MAX_BYTES);
        }
        PublicationHeaders.write(record.headers(), publication);
        return new Ready(job.id().row(), record);
    }

    /**
     * Hands jobs to Kafka; they count as published with the next {@link #commit}.
     *
     * @throws FencedException if another dispatcher publishes the batch's jobs now, or Kafka has given this producer up
     */
    public void publish(List<Ready> jobs) {
        for (Ready job : jobs) {
            send(job.record, (at, offset) -> delivered.put(job.row, new Place(at, offset)));
        }
    }

    /** Hands anything else to Kafka that only the batch's owner may say. */
    public void send(ProducerRecord<String, byte[]> record) {
        send(record, (partition, offset) -> {});
    }

    /**
     * Waits until all that was handed over stands. Returns where each job stands, by row; a job that isn't among them has to be
     * published again.
     *
     * @throws FencedException if another dispatcher publishes the batch's jobs now, or Kafka has given this producer up
     * @throws MessagingException if Kafka fails time and again
     */
    public Map<Long, Place> commit() {
        if (open) {
            end();
        }
        return takeDelivered();
    }

    /** Which jobs stand where, as far as is known, after a failure. */
    public Map<Long, Place> takeDelivered() {
        Map<Long, Place> places = Map.copyOf(delivered);
        delivered.clear();
        return places;
    }

    /** Waits a bounded time for what is still in flight. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The transaction's end hears of every failure.
    private void send(ProducerRecord<String, byte[]> record, Delivered to) {
        try {
            if (!open) {
                producer.beginTransaction();
                open = true;
            }
            producer.send(record, (metadata, error) -> {
                if (error == null) {
                    to.at(metadata.partition(), metadata.offset());
                }
            });
        } catch (KafkaException e) {
            notSent(e);
        }
    }

    /** As where a record before it was not delivered: whoever ends the transaction can abort it, and begin another. */
    private void notSent(KafkaException e) {
        if (open && failed("publish to " + topic, e) instanceof MessagingException failed) {
            unsent = failed;
        } else {
            throw givenUp(e);
        }
    }

    private void end() {
        open = false;
        try {
            requireAllSent();
            patiently("publish to " + topic, () -> {
                producer.commitTransaction();
                return null;
            });
            failures = 0;
        } catch (MessagingException e) {
            abort(e);
        }
    }

    private void requireAllSent() {
        MessagingException failed = unsent;
        unsent = null;
        if (failed != null) {
            throw failed;
        }
    }

    /** What was delivered stands all the same, as its readers don't heed transactions. */
    private void abort(MessagingException cause) {
        failures++;
        if (failures >= TRIES) {
            throw cause;
        }
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            throw givenUp(e);
        } catch (IllegalStateException e) {
            // Whether the transaction was committed is not known, and nothing can be begun before it is.
            cause.addSuppressed(e);
            throw cause;
        }
    }

    /** As often as it takes the broker to come back, within bounds. */
    private void patiently(String what, Supplier<Void> call) {
        for (int left = TRIES; ; left--) {
            try {
                call.get();
                return;
            } catch (TimeoutException e) {
                if (left == 1) {
                    throw failed(what, e);
                }
            } catch (KafkaException e) {
                throw failed(what, e);
            }
        }
    }

    /** As where the broker's coordinator has lost its way in a transaction: this producer can begin no other one. */
    private RuntimeException givenUp(KafkaException e) {
        RuntimeException failed = failed("publish to " + topic, e);
        return failed instanceof MessagingException && !Fencing.isOfAnyProducer(e)
                ? FencedException.givenUp(e)
                : failed;
    }

    private static RuntimeException failed(String what, KafkaException e) {
        if (e instanceof InterruptException) {
            return e;
        }
        return Fencing.is(e)
                ? FencedException.replaced(e)
                : new MessagingException("can't " + what + ": " + e.getMessage(), e);
    }

    /** A job on the verge of leaving. */
    public record Ready(long row, ProducerRecord<String, byte[]> record) {}

    private interface Delivered {
        void at(int partition, long offset);
    }
}
