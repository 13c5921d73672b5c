package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.messaging.MessagingException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Every partition of one topic, by a consumer of its own. One thread only. */
final class TopicReader implements AutoCloseable {
    private static final Duration METADATA = Duration.ofSeconds(20);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final String topic;

    TopicReader(Consumer<String, byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    void startAtBeginning() {
        consumer.seekToBeginning(assignAll());
    }

    /** On return it is settled where the end was: whatever comes later will be read. */
    void startAtEnd() {
        List<TopicPartition> partitions = assignAll();
        consumer.seekToEnd(partitions);
        partitions.forEach(partition -> consumer.position(partition, METADATA));
    }

    /** What has come, waiting {@code wait} at most for the first; nothing after an interrupt, which stays set. */
    ConsumerRecords<String, byte[]> poll(Duration wait) {
        try {
            return consumer.poll(wait);
        } catch (InterruptException e) {
            // Its constructor has set the flag again.
            return ConsumerRecords.empty();
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }

    private List<TopicPartition> assignAll() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic, METADATA).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new MessagingException("topic " + topic + ": missing (expected: made before it is read)");
        }
        consumer.assign(partitions);
        return partitions;
    }
}
