package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.chaos.check.Spoken.PublishedJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.NoticeJson;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import io.wuerstchen.fleet.common.wire.ResultJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads topics from their first records to their last. */
public final class TopicsLook {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClients kafka;

    /** @param kafka itself, not by way of a proxy */
    public TopicsLook(KafkaClients kafka) {
        this.kafka = kafka;
    }

    /** Also writes every record of the topic of results to {@code copy}, a line each, for whoever wants to look. */
    public Spoken all(String jobsTopic, String resultsTopic, Path copy) throws IOException {
        List<RawResult> results = new ArrayList<>();
        List<Place> noticed = new ArrayList<>();
        try (BufferedWriter lines = Files.newBufferedWriter(copy, StandardCharsets.UTF_8)) {
            for (ConsumerRecord<String, byte[]> record : records(resultsTopic)) {
                lines.write(line(record));
                lines.newLine();
                String type = FleetEvents.type(record);
                if (type.equals(FleetEvents.RESULT_TYPE)) {
                    results.add(result(record));
                } else if (type.equals(FleetEvents.NOTICE_TYPE)) {
                    noticed.add(NoticeJson.read(FleetEvents.data(record, FleetEvents.NOTICE_TYPE))
                            .place());
                }
            }
        }
        return new Spoken(
                results,
                noticed,
                records(jobsTopic).stream().map(TopicsLook::job).toList());
    }

    private List<ConsumerRecord<String, byte[]>> records(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (Consumer<String, byte[]> reader = kafka.reader()) {
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            long limit = System.nanoTime() + LIMIT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > limit) {
                    throw new MessagingException(topic + " can't be read to its end in " + LIMIT.toSeconds() + " s");
                }
                reader.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    private static RawResult result(ConsumerRecord<String, byte[]> record) {
        JobResult result = ResultJson.read(FleetEvents.data(record, FleetEvents.RESULT_TYPE));
        return new RawResult(Instant.ofEpochMilli(record.timestamp()), result.id(), result.worker(), result.outcome());
    }

    private static PublishedJob job(ConsumerRecord<String, byte[]> record) {
        int slash = record.key().lastIndexOf('/');
        JobId id = new JobId(
                record.key().substring(0, slash), Long.parseLong(record.key().substring(slash + 1)));
        return new PublishedJob(
                Instant.ofEpochMilli(record.timestamp()),
                id,
                new Place(record.partition(), record.offset()),
                PublicationHeaders.read(record.headers()));
    }

    private static String line(ConsumerRecord<String, byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp()) + " " + record.partition() + "-" + record.offset() + " "
                + record.key() + " " + FleetEvents.type(record) + " "
                + new String(record.value(), StandardCharsets.UTF_8);
    }
}
