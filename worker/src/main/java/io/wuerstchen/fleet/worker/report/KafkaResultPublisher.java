package io.wuerstchen.fleet.worker.report;

import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Publishes to Kafka. Every future completes on the producer's thread, once all in-sync replicas have the record, or
 * exceptionally after the producer's own delivery timeout.
 */
public final class KafkaResultPublisher implements ResultPublisher {
    /** Under the broker's default of 1 MiB a record, with room for what a letter adds. */
    private static final int MAX_LETTER = 1_000_000;
    /** Bytes that are kept of what is too large. */
    private static final int CUT = 100_000;

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
    public CompletableFuture<Void> publish(JobNotice notice) {
        return send(events.notice(topics.results(), notice));
    }

    @Override
    public CompletableFuture<Void> publish(DeadLetter letter) {
        ConsumerRecord<String, byte[]> record = letter.record();
        ProducerRecord<String, byte[]> kept = bytes(record) <= MAX_LETTER ? whole(record) : cut(record);
        add(kept, "fleet_reason", letter.reason());
        add(kept, "fleet_origin", origin(record));
        letter.details().forEach((name, value) -> add(kept, name, value));
        return send(kept);
    }

    private static void add(ProducerRecord<String, byte[]> letter, String header, String value) {
        letter.headers().add(header, value.getBytes(StandardCharsets.UTF_8));
    }

    private ProducerRecord<String, byte[]> whole(ConsumerRecord<String, byte[]> record) {
        return new ProducerRecord<>(topics.deadLetters(), null, record.key(), record.value(), record.headers());
    }

    /** Its origin says where the whole of it stands. */
    private ProducerRecord<String, byte[]> cut(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        byte[] start = value == null ? null : Arrays.copyOf(value, Math.min(value.length, CUT));
        return new ProducerRecord<>(topics.deadLetters(), start);
    }

    private static long bytes(ConsumerRecord<String, byte[]> record) {
        long bytes = record.value() == null ? 0 : record.value().length;
        bytes += record.key() == null ? 0 : record.key().getBytes(StandardCharsets.UTF_8).length;
        for (Header header : record.headers()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
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
