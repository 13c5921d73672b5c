package io.wuerstchen.fleet.dispatcher.control;

import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Says on {@code control} what shall become of a batch, so that nobody need look for it in the store. One thread only. */
public final class ControlVoice implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Producer<String, byte[]> producer;
    private final FleetEvents events;
    private final String topic;

    /** Takes over the producer and closes it. The topic must be there. */
    public ControlVoice(Producer<String, byte[]> producer, FleetEvents events, Topics topics) {
        this.producer = producer;
        this.events = events;
        this.topic = topics.control();
    }

    /** Returns when Kafka has it, or throws {@link MessagingException}. */
    public void say(BatchControl control) {
        send(events.control(topic, control));
    }

    /** Says that a batch is no more, and what was said of it is void. */
    public void forget(String batch) {
        send(events.forgotten(topic, batch));
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }

    private void send(ProducerRecord<String, byte[]> word) {
        try {
            producer.send(word).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failed(word.key(), e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw failed(word.key(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(word.key(), e);
        }
    }

    private MessagingException failed(String batch, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new MessagingException(
                "batch " + batch + ": it is stored, but Kafka can't be told: " + reason
                        + " (expected: the same command again)",
                cause);
    }
}
