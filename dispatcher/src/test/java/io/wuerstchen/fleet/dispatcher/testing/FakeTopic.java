package io.wuerstchen.fleet.dispatcher.testing;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A topic of two partitions, or more later on, and its one reader, on Kafka's own mock consumer. */
public final class FakeTopic {
    private static final int PARTITIONS = 2;
    /** Where each partition ends before the first record is added. */
    private static final long START = 40;

    private final String name;
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
    private final Map<Integer, Long> ends = new HashMap<>();
    private int partitions = PARTITIONS;

    public FakeTopic(String name) {
        this.name = name;
        Node node = new Node(0, "localhost", 9092);
        List<PartitionInfo> infos = IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new PartitionInfo(name, i, node, new Node[] {node}, new Node[] {node}))
                .toList();
        consumer.updatePartitions(name, infos);
        infos.forEach(info -> begin(info.partition()));
    }

    private void begin(int partition) {
        TopicPartition at = new TopicPartition(name, partition);
        consumer.updateBeginningOffsets(Map.of(at, START));
        consumer.updateEndOffsets(Map.of(at, START));
    }

    /** From now on records go to one partition more. */
    public void grow() {
        begin(partitions++);
    }

    public MockConsumer<String, byte[]> consumer() {
        return consumer;
    }

    /** The next poll will return {@code record}. */
    public void add(ProducerRecord<String, byte[]> record, Instant at) {
        consumer.schedulePollTask(() -> addNow(record, at));
    }

    /** As {@link #add}, of a record that stands there already: the topic ends after it. */
    public void addPast(ProducerRecord<String, byte[]> record, Instant at) {
        TopicPartition partition = new TopicPartition(name, partition(record));
        consumer.updateEndOffsets(Map.of(partition, ends.getOrDefault(partition.partition(), START - 1) + 2));
        add(record, at);
    }

    /** To be called from a poll task. */
    public void addNow(ProducerRecord<String, byte[]> record, Instant at) {
        int partition = partition(record);
        long offset = ends.merge(partition, START, (end, none) -> end + 1);
        consumer.addRecord(new ConsumerRecord<>(
                name,
                partition,
                offset,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                new RecordHeaders(record.headers().toArray()),
                Optional.empty()));
    }

    private int partition(ProducerRecord<String, byte[]> record) {
        return record.key() == null ? 0 : Math.floorMod(record.key().hashCode(), partitions);
    }
}
