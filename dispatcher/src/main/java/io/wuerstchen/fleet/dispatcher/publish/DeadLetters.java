package io.wuerstchen.fleet.dispatcher.publish;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Says of a job that it is dead where no worker can, since each that tried has died. */
public final class DeadLetters {
    /** Who says so. */
    private static final String SENDER = "dispatcher";

    private final KafkaJobPublisher publisher;
    private final FleetEvents events;
    private final Topics topics;

    public DeadLetters(KafkaJobPublisher publisher, FleetEvents events, Topics topics) {
        this.publisher = publisher;
        this.events = events;
        this.topics = topics;
    }

    /** The result, and the whole job for people to look at, as a worker would leave them; {@code last} is its last record. */
    public void send(GenerationJob job, Dead dead, Place last) {
        String jobs = topics.jobs(job.model().name());
        ProducerRecord<String, byte[]> letter = events.job(topics.deadLetters(), 0, job);
        add(letter, "fleet_reason", dead.reason());
        add(letter, "fleet_origin", jobs + "-" + last.partition() + "@" + last.offset());
        add(letter, "fleet_kind", dead.kind().wireName());
        add(letter, "fleet_attempts_made", Integer.toString(dead.attempts()));
        add(letter, "fleet_worker", SENDER);
        add(letter, "fleet_error", dead.reason());
        publisher.send(
                new ProducerRecord<>(topics.deadLetters(), null, letter.key(), letter.value(), letter.headers()));
        publisher.send(events.result(topics.results(), new JobResult(job.origin(), job.model(), SENDER, dead)));
        publisher.commit();
    }

    private static void add(ProducerRecord<String, byte[]> letter, String header, String value) {
        letter.headers().add(header, value.getBytes(StandardCharsets.UTF_8));
    }
}
