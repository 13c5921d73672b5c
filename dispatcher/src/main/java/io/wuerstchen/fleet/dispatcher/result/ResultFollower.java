package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.NoticeJson;
import io.wuerstchen.fleet.common.wire.ResultJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows what workers say on one batch. It may come twice and in any order. One thread only. */
public final class ResultFollower implements AutoCloseable {
    private final TopicReader reader;
    private final String batch;

    /** Takes over the consumer and closes it. */
    public ResultFollower(Consumer<String, byte[]> consumer, String topic, String batch) {
        this.reader = new TopicReader(consumer, topic);
        this.batch = batch;
    }

    /** Settles from where on results are read; to be called before the first job is published. */
    public void startAtEnd() {
        reader.startAtEnd();
    }

    /** Goes on at {@code offsets}, or at the beginning where they are gone or not given. */
    public void startAt(Map<Integer, Long> offsets) {
        reader.startAt(offsets);
    }

    /** Tells what has come, waiting {@code wait} at most for the first. */
    public void poll(Duration wait, Words to) {
        for (ConsumerRecord<String, byte[]> record : reader.poll(wait)) {
            if (record.key() != null && record.key().startsWith(batch + "/")) {
                tell(record, to);
            }
        }
    }

    /** Up to where all has been told, by partition. */
    public Map<Integer, Long> positions() {
        return reader.positions();
    }

    /** Where the topic ends now, by partition. */
    public Map<Integer, Long> ends() {
        return reader.ends();
    }

    /** Whether all below {@code ends} has been told. */
    public boolean hasReached(Map<Integer, Long> ends) {
        return reader.hasReached(ends);
    }

    @Override
    public void close() {
        reader.close();
    }

    private void tell(ConsumerRecord<String, byte[]> record, Words to) {
        try {
            if (FleetEvents.type(record).equals(FleetEvents.NOTICE_TYPE)) {
                JobNotice notice = NoticeJson.read(FleetEvents.ownData(record, FleetEvents.NOTICE_TYPE));
                if (notice.id().batch().equals(batch)) {
                    to.notice(notice);
                }
            } else {
                JobResult result = ResultJson.read(FleetEvents.ownData(record, FleetEvents.RESULT_TYPE));
                if (result.id().batch().equals(batch)) {
                    to.result(result, record.value(), Instant.ofEpochMilli(record.timestamp()));
                }
            }
        } catch (InvalidJobException e) {
            TopicReader.tellSkipped(record, "result", e);
        }
    }
}
