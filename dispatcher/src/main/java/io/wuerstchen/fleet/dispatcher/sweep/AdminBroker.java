package io.wuerstchen.fleet.dispatcher.sweep;

import static java.util.stream.Collectors.toMap;

import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka. Its calls are bounded by the client's own timeouts. */
public final class AdminBroker implements Broker, AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Admin admin;
    private final Names names;

    /** Takes over the client and closes it. */
    public AdminBroker(Admin admin, Names names) {
        this.admin = admin;
        this.names = names;
    }

    @Override
    public Positions topics() {
        try {
            String cluster = admin.describeCluster().clusterId().get();
            return new Positions(cluster, topic(names.jobs), topic(names.results));
        } catch (ExecutionException e) {
            throw new MessagingException("can't ask for topics: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted while asking for topics", e);
        }
    }

    @Override
    public CompletionStage<Starts> starts() {
        // The group's offsets first: what it drops later is found next time.
        return groupStarts()
                .thenCompose(group -> describe(names.jobs).thenCompose(jobs -> logEnds(jobs, OffsetSpec.earliest())
                        .thenApply(log -> new Starts(jobs.topicId().toString(), later(group, log)))));
    }

    @Override
    public CompletionStage<Map<Integer, Long>> resultEnds() {
        return describe(names.results).thenCompose(results -> logEnds(results, OffsetSpec.latest()));
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }

    private Positions.Topic topic(String name) throws ExecutionException, InterruptedException {
        TopicDescription topic =
                admin.describeTopics(List.of(name)).topicNameValues().get(name).get();
        return new Positions.Topic(topic.topicId().toString(), Map.of());
    }

    private CompletionStage<TopicDescription> describe(String topic) {
        return admin.describeTopics(List.of(topic)).topicNameValues().get(topic).toCompletionStage();
    }

    private CompletionStage<Map<Integer, Long>> groupStarts() {
        KafkaFuture<Map<TopicPartition, SharePartitionOffsetInfo>> offsets = admin.listShareGroupOffsets(
                        Map.of(names.group, new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(names.group);
        return offsets.toCompletionStage().thenApply(this::startsOfJobs);
    }

    /** A partition that no worker has taken anything from yet has none. */
    private Map<Integer, Long> startsOfJobs(Map<TopicPartition, SharePartitionOffsetInfo> offsets) {
        Map<Integer, Long> starts = new HashMap<>();
        offsets.forEach((partition, info) -> {
            if (info != null && partition.topic().equals(names.jobs)) {
                starts.put(partition.partition(), info.startOffset());
            }
        });
        return starts;
    }

    private CompletionStage<Map<Integer, Long>> logEnds(TopicDescription topic, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = topic.partitions().stream()
                .collect(toMap(info -> new TopicPartition(topic.name(), info.partition()), info -> which));
        return admin.listOffsets(asked).all().toCompletionStage().thenApply(AdminBroker::byPartition);
    }

    private static Map<Integer, Long> byPartition(Map<TopicPartition, ListOffsetsResultInfo> offsets) {
        return offsets.entrySet().stream().collect(toMap(entry -> entry.getKey().partition(), entry -> entry.getValue()
                .offset()));
    }

    private static Map<Integer, Long> later(Map<Integer, Long> group, Map<Integer, Long> log) {
        Map<Integer, Long> starts = new HashMap<>(log);
        group.forEach((partition, offset) -> starts.merge(partition, offset, Math::max));
        return starts;
    }

    /** What to ask for. */
    public record Names(String jobs, String results, String group) {}
}
