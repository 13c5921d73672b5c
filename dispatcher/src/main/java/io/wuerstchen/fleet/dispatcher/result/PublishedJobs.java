package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which jobs of a batch an earlier dispatcher has published, by what stands on the model's topic. One thread only. */
public final class PublishedJobs implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(200);

    private final TopicReader reader;
    private final String batch;
    private final Clock clock;

    /** Takes over the consumer and closes it. */
    public PublishedJobs(Consumer<String, byte[]> consumer, String topic, String batch, Clock clock) {
        this.reader = new TopicReader(consumer, topic);
        this.batch = batch;
        this.clock = clock;
    }

    /** To be called before all else. */
    public void startAtEnd() {
        reader.startAtEnd();
    }

    /** Where the topic ends now, by partition. */
    public Map<Integer, Long> ends() {
        return reader.ends();
    }

    /** Tells what stands from {@code offsets} up to the end; from the beginning where they are gone or not given. */
    public void read(Map<Integer, Long> offsets, Listener to) {
        reader.startAt(offsets);
        EndOfTopic end = new EndOfTopic(reader::ends, clock);
        while (!reader.hasReached(end.offsets()) && !Thread.currentThread().isInterrupted()) {
            reader.poll(WAIT).forEach(record -> tell(record, to));
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    private void tell(ConsumerRecord<String, byte[]> record, Listener to) {
        if (record.key() == null || !record.key().startsWith(batch + "/")) {
            return;
        }
        try {
            JobId id = new JobId(batch, Long.parseLong(record.key().substring(batch.length() + 1)));
            int images = Json.parseObject(record.value()).path("n").asInt(1);
            Standing at = new Standing(
                    new Place(record.partition(), record.offset()), Instant.ofEpochMilli(record.timestamp()));
            to.published(id.row(), images, PublicationHeaders.read(record.headers()), at);
        } catch (InvalidJobException | NumberFormatException e) {
            // A stranger's under our batch's name: no job of ours.
            return;
        }
    }

    /** Hears of publications in the order of each partition. */
    public interface Listener {
        void published(long row, int images, Publication publication, Standing at);
    }

    /** Where and when a job was published. */
    public record Standing(Place place, Instant time) {}
}
