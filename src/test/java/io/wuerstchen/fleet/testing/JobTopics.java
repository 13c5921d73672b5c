package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.NoticeJson;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import io.wuerstchen.fleet.common.wire.ResultJson;
import io.wuerstchen.fleet.common.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** The topics of a model's workers as seen from outside: jobs go in, results and dead letters come out. One thread only. */
public final class JobTopics implements AutoCloseable {
    private static final int PARTITIONS = 12;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Topics topics;
    private final String model;
    private final FleetEvents events = new FleetEvents(Clock.systemUTC());
    private final KafkaClients clients;
    private final Admin admin;
    private final Producer<String, byte[]> producer;
    private final Consumer<String, byte[]> reader;
    private final long[] published = new long[PARTITIONS];
    private final List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();

    /** Makes the topics and the share group as a dispatcher does. */
    public JobTopics(Infra infra, String model) {
        this.topics = new Topics(infra.kafka().topicPrefix());
        this.model = model;
        clients = new KafkaClients(infra.kafka());
        admin = clients.admin();
        new Preflight(admin, topics).prepare(model);
        producer = clients.producer();
        reader = clients.reader();
        List<TopicPartition> partitions = Stream.of(topics.jobs(model), topics.results(), topics.deadLetters())
                .flatMap(topic -> IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
    }

    /** To one partition, and so to one lane. */
    public void publish(GenerationJob... jobs) {
        List.of(jobs).forEach(job -> send(events.job(topics.jobs(model), 0, job)));
    }

    /** As a dispatcher publishes a job that it has published before. */
    public void publish(GenerationJob job, Publication publication) {
        ProducerRecord<String, byte[]> record = events.job(topics.jobs(model), 0, job);
        PublicationHeaders.write(record.headers(), publication);
        send(record);
    }

    /** What shall become of a batch. */
    public void say(BatchControl control) {
        deliver(events.control(topics.control(), control));
    }

    /** To all partitions in turn. */
    public void publishWidely(List<GenerationJob> jobs) {
        for (int i = 0; i < jobs.size(); i++) {
            send(events.job(topics.jobs(model), i % PARTITIONS, jobs.get(i)));
        }
    }

    /** {@code value} under the headers of {@code job}. */
    public void publishAs(GenerationJob job, byte[] value) {
        ProducerRecord<String, byte[]> event = events.job(topics.jobs(model), 0, job);
        send(new ProducerRecord<>(event.topic(), 0, event.key(), value, event.headers()));
    }

    /** Waits for {@code count} results of a batch, and returns all that there are, in the order of their partitions. */
    public List<JobResult> awaitResults(String batch, int count) {
        Awaitility.await().atMost(LIMIT).until(() -> results(batch).size() >= count);
        return results(batch);
    }

    public List<JobResult> results(String batch) {
        return read(topics.results()).stream()
                .filter(record -> FleetEvents.type(record).equals(FleetEvents.RESULT_TYPE))
                .map(record -> ResultJson.read(FleetEvents.data(record, FleetEvents.RESULT_TYPE)))
                .filter(result -> result.id().batch().equals(batch))
                .toList();
    }

    /** Waits for {@code count} notices on a batch's jobs, and returns all that there are, in the order of their partitions. */
    public List<JobNotice> awaitNotices(String batch, int count) {
        Awaitility.await().atMost(LIMIT).until(() -> notices(batch).size() >= count);
        return notices(batch);
    }

    public List<JobNotice> notices(String batch) {
        return read(topics.results()).stream()
                .filter(record -> FleetEvents.type(record).equals(FleetEvents.NOTICE_TYPE))
                .map(record -> NoticeJson.read(FleetEvents.data(record, FleetEvents.NOTICE_TYPE)))
                .filter(notice -> notice.id().batch().equals(batch))
                .toList();
    }

    /** Everything that was ever published, in the order of their partitions. */
    public List<ConsumerRecord<String, byte[]>> jobs() {
        return read(topics.jobs(model));
    }

    /** Deletes every record of the jobs' topic that stands now, as nobody in the fleet ever would. */
    public void deleteJobs() {
        Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment().stream()
                .filter(partition -> partition.topic().equals(topics.jobs(model)))
                .toList());
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        ends.forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
        get(admin.deleteRecords(all).all());
    }

    /** Deletes the jobs' topic and makes another one of the same name. Its jobs can't be read by this object any more. */
    public void makeJobsAnew() {
        get(admin.deleteTopics(List.of(topics.jobs(model))).all());
        reader.assign(reader.assignment().stream()
                .filter(partition -> !partition.topic().equals(topics.jobs(model)))
                .toList());
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            new Preflight(admin, topics).prepare(model);
            return get(admin.describeTopics(List.of(topics.jobs(model))).allTopicNames())
                            .get(topics.jobs(model))
                            .partitions()
                            .size()
                    == PARTITIONS;
        });
    }

    /** Gives the topic of results one partition more, which this object does not read. */
    public void growResults() {
        get(admin.createPartitions(Map.of(topics.results(), NewPartitions.increaseTo(PARTITIONS + 1)))
                .all());
    }

    /** From here on the broker takes nothing from the producer with which a batch's jobs are published. */
    public void fence(String batch) {
        try (Producer<String, byte[]> successor = clients.fencedProducer(topics.owner(batch))) {
            successor.initTransactions();
        }
    }

    public List<ConsumerRecord<String, byte[]>> deadLetters() {
        return read(topics.deadLetters());
    }

    /** How many jobs are acknowledged. */
    public long settled() {
        String group = topics.workers(model);
        return get(admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                        .partitionsToOffsetInfo(group))
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue() != null)
                .mapToLong(entry -> settled(entry.getKey().partition(), entry.getValue()))
                .sum();
    }

    /**
     * The broker drops a record that was delivered so often, and gives one to others whose worker has not renewed its lock for
     * so long; until the next worker starts, which sets both as they should be.
     */
    public void limit(int deliveries, Duration lock) {
        set("share.delivery.count.limit", deliveries);
        set("share.record.lock.duration.ms", lock.toMillis());
    }

    private void set(String name, long value) {
        var group = new ConfigResource(ConfigResource.Type.GROUP, topics.workers(model));
        var entry = new ConfigEntry(name, Long.toString(value));
        get(admin.incrementalAlterConfigs(Map.of(group, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all());
    }

    /** Waits until the group has {@code count} members and each has partitions to take jobs from. */
    public void awaitMembers(int count) {
        Awaitility.await().atMost(LIMIT).until(() -> membersAtWork() == count);
    }

    @Override
    public void close() {
        reader.close(Duration.ofSeconds(5));
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
    }

    private void send(ProducerRecord<String, byte[]> job) {
        deliver(job);
        published[job.partition()]++;
    }

    private void deliver(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lag knows what is acknowledged out of order; a partition that nobody has taken from has none. */
    private long settled(int partition, SharePartitionOffsetInfo offset) {
        return offset.lag().map(lag -> published[partition] - lag).orElse(0L);
    }

    private long membersAtWork() {
        String group = topics.workers(model);
        // Described, a group that nobody has joined yet is an error.
        boolean joined = get(
                        admin.listGroups(ListGroupsOptions.forShareGroups()).all())
                .stream()
                .anyMatch(listed -> listed.groupId().equals(group));
        return joined ? membersAtWork(group) : 0;
    }

    private long membersAtWork(String group) {
        return get(admin.describeShareGroups(List.of(group)).all()).get(group).members().stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    private List<ConsumerRecord<String, byte[]>> read(String topic) {
        readToEnd();
        return read.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    /** Whatever stood there before the call. */
    private void readToEnd() {
        Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            reader.poll(Duration.ofMillis(50)).forEach(read::add);
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
