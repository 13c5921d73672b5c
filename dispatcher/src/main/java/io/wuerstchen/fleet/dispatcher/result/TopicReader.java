package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every partition of one topic, by a consumer of its own. One thread only. */
final class TopicReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicReader.class);
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

    /** Starts at {@code offsets}; partitions of which the topic has no such offset, or none is given, from their beginning. */
    void startAt(Map<Integer, Long> offsets) {
        List<TopicPartition> partitions = assignAll();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, METADATA);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, METADATA);
        for (TopicPartition partition : partitions) {
            long beginning = beginnings.get(partition);
            long wanted = offsets.getOrDefault(partition.partition(), beginning);
            boolean there = wanted >= beginning && wanted <= ends.get(partition);
            if (!there) {
                tellGone(partition, wanted);
            }
            consumer.seek(partition, there ? wanted : beginning);
        }
    }

    /** What has come, waiting {@code wait} at most for the first; nothing after an interrupt, which stays set. */
    ConsumerRecords<String, byte[]> poll(Duration wait) {
        try {
            return consumer.poll(wait);
        } catch (OffsetOutOfRangeException e) {
            // Deleted behind our back, or a topic made anew. What was in the gap, the sweep makes good.
            e.offsetOutOfRangePartitions().forEach(TopicReader::tellGone);
            consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
            return ConsumerRecords.empty();
        } catch (InterruptException e) {
            // Its constructor has set the flag again.
            return ConsumerRecords.empty();
        }
    }

    /** Offsets of the records that are read next, by partition. */
    Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new TreeMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition.partition(), consumer.position(partition, METADATA));
        }
        return positions;
    }

    /** Where the topic ends now, by partition. */
    Map<Integer, Long> ends() {
        return consumer.endOffsets(consumer.assignment(), METADATA).entrySet().stream()
                .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
    }

    /**
     * Whether everything below {@code ends} has been returned. Partitions that the topic got meanwhile are read as well from now on,
     * from their beginning.
     */
    boolean hasReached(Map<Integer, Long> ends) {
        List<TopicPartition> partitions = ends.keySet().stream().map(this::at).toList();
        if (!consumer.assignment().containsAll(partitions)) {
            assignToo(partitions);
            return false;
        }
        return partitions.stream()
                .allMatch(partition -> consumer.position(partition, METADATA) >= ends.get(partition.partition()));
    }

    /** In order even after an interrupt, which stays set: an interrupted thread can't close Kafka's clients so. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            consumer.close(CloseOptions.timeout(CLOSE));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void assignToo(List<TopicPartition> partitions) {
        Set<TopicPartition> all = new HashSet<>(consumer.assignment());
        List<TopicPartition> added = partitions.stream().filter(all::add).toList();
        log.atInfo()
                .addKeyValue("topic", topic)
                .addKeyValue("partitions", added.size())
                .log("the topic has more partitions, reading them too");
        consumer.assign(all);
        consumer.seekToBeginning(added);
    }

    private TopicPartition at(int partition) {
        return new TopicPartition(topic, partition);
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

    /** @param what it should have been */
    static void tellSkipped(ConsumerRecord<String, byte[]> record, String what, InvalidJobException reason) {
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason.getMessage())
                .log("skipped an unreadable " + what);
    }

    private static void tellGone(TopicPartition partition, long offset) {
        log.atWarn()
                .addKeyValue("topic", partition.topic())
                .addKeyValue("partition", partition.partition())
                .addKeyValue("offset", offset)
                .log("no such offset any more, reading from the beginning");
    }
}
