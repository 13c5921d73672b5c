package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.ResultJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows what workers report on one batch. Results may come twice and in any order. One thread only. */
public final class ResultFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ResultFollower.class);

    private final TopicReader reader;
    private final String batch;

    /** Takes over the consumer and closes it. */
    public ResultFollower(Consumer<String, byte[]> consumer, String topic, String batch) {
        this.reader = new TopicReader(consumer, topic);
        this.batch = batch;
    }

    /** Settles from where on results are read; to be called before the first job is published. */
    public void start() {
        reader.startAtEnd();
    }

    /** What has come, waiting {@code wait} at most for the first. */
    public List<JobResult> poll(Duration wait) {
        List<JobResult> results = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : reader.poll(wait)) {
            if (record.key() != null && record.key().startsWith(batch + "/")) {
                read(record).ifPresent(results::add);
            }
        }
        return results;
    }

    @Override
    public void close() {
        reader.close();
    }

    private Optional<JobResult> read(ConsumerRecord<String, byte[]> record) {
        try {
            JobResult result = ResultJson.read(FleetEvents.data(record, FleetEvents.RESULT_TYPE));
            return Optional.of(result).filter(read -> read.id().batch().equals(batch));
        } catch (InvalidJobException e) {
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("skipped an unreadable result");
            return Optional.empty();
        }
    }
}
