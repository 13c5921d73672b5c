package io.wuerstchen.fleet.worker.report;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes to Kafka. Every future completes on the producer's thread, once all in-sync replicas have the record, or
 * exceptionally after the producer's own delivery timeout.
 */
public final class KafkaResultPublisher implements ResultPublisher {
    private final Producer<String, byte[]> producer;
    private final FleetEvents events;
    private final Topics topics;

    public KafkaResultPublisher(Producer<String, byte[]> producer, FleetEvents events, Topics topics) {
        this.producer = producer;
        this.events = events;
        this.topics = topics;
    }

    @Override
    public CompletableFuture<Void> publish(JobResult result) {
        return send(events.result(topics.results(), result));
    }

    @Override
    public CompletableFuture<Void> publish(Heartbeat heartbeat) {
        return send(events.heartbeat(topics.workers(), heartbeat));
    }

    @Override
    public CompletableFuture<Void> farewell(String worker) {
        return send(events.farewell(topics.workers(), worker));
    }

    @Override
    public CompletableFuture<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason) {
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(topics.deadLetters(), null, record.key(), record.value(), record.headers());
        letter.headers().add("fleet_reason", reason.getBytes(StandardCharsets.UTF_8));
        letter.headers().add("fleet_origin", origin(record).getBytes(StandardCharsets.UTF_8));
        return send(letter);
    }

    private static String origin(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        var unused = producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(failure);
            }
        });
        return sent;
    }
}
