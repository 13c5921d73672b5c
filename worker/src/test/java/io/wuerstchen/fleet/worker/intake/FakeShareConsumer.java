package io.wuerstchen.fleet.worker.intake;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.AcknowledgementCommitCallback;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;

/** A member of a {@link FakeShareGroup}, in explicit mode. One thread only, as the real one. */
final class FakeShareConsumer implements ShareConsumer<String, byte[]> {
    private static final TopicPartition PARTITION = new TopicPartition(FakeShareGroup.TOPIC, 0);
    private static final TopicIdPartition WITH_ID = new TopicIdPartition(Uuid.ONE_UUID, PARTITION);

    private final FakeShareGroup group;
    private final int maxRecords;
    private final Map<Long, ConsumerRecord<String, byte[]>> unacknowledged = new LinkedHashMap<>();
    private final Map<Long, ConsumerRecord<String, byte[]>> acknowledged = new LinkedHashMap<>();
    private final Map<Long, AcknowledgeType> types = new LinkedHashMap<>();
    private final Map<Long, ConsumerRecord<String, byte[]>> renewed = new LinkedHashMap<>();
    private boolean closed;

    FakeShareConsumer(FakeShareGroup group, int maxRecords) {
        this.group = group;
        this.maxRecords = maxRecords;
    }

    @Override
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
        requireOpen();
        if (!unacknowledged.isEmpty()) {
            throw new IllegalStateException("All records must be acknowledged in explicit acknowledgement mode.");
        }
        if (renewed.isEmpty()) {
            group.acquire(this, maxRecords, Math.min(timeout.toMillis(), 20))
                    .forEach(record -> unacknowledged.put(record.offset(), record));
        } else {
            unacknowledged.putAll(renewed);
            renewed.clear();
        }
        List<ConsumerRecord<String, byte[]>> records = List.copyOf(unacknowledged.values());
        return new ConsumerRecords<>(records.isEmpty() ? Map.of() : Map.of(PARTITION, records), Map.of());
    }

    @Override
    public void acknowledge(ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
        requireOpen();
        ConsumerRecord<String, byte[]> handle = unacknowledged.remove(record.offset());
        if (handle != record) {
            throw new IllegalStateException("The record cannot be acknowledged.");
        }
        acknowledged.put(record.offset(), record);
        types.put(record.offset(), type);
    }

    @Override
    public Map<TopicIdPartition, Optional<KafkaException>> commitSync() {
        requireOpen();
        if (types.isEmpty()) {
            return Map.of();
        }
        Optional<KafkaException> refused = group.commit(this, types);
        if (refused.isEmpty()) {
            types.forEach((offset, type) -> {
                if (type == AcknowledgeType.RENEW) {
                    renewed.put(offset, acknowledged.get(offset));
                }
            });
        }
        types.clear();
        acknowledged.clear();
        return Map.of(WITH_ID, refused);
    }

    @Override
    public Optional<Integer> acquisitionLockTimeoutMs() {
        return Optional.of(group.lockMillis());
    }

    @Override
    public void close(Duration timeout) {
        closed = true;
        group.leave(this);
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    @Override
    public Set<String> subscription() {
        return Set.of(FakeShareGroup.TOPIC);
    }

    @Override
    public void subscribe(Collection<String> topics) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unsubscribe() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void acknowledge(ConsumerRecord<String, byte[]> record) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void acknowledge(String topic, int partition, long offset, AcknowledgeType type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void commitAsync() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAcknowledgementCommitCallback(AcknowledgementCommitCallback callback) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return Map.of();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void wakeup() {
        throw new UnsupportedOperationException();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This consumer has already been closed.");
        }
    }
}
