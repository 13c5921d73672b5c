package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Jobs and results as CloudEvents 1.0 in Kafka's binary mode: attributes are {@code ce_} headers, the value is JSON. */
public final class FleetEvents {
    public static final String JOB_TYPE = "io.wuerstchen.fleet.job.v1";
    public static final String RESULT_TYPE = "io.wuerstchen.fleet.result.v1";
    public static final String HEARTBEAT_TYPE = "io.wuerstchen.fleet.heartbeat.v1";

    /** Not an attribute of the event, which is the same one: only this record of it is another. */
    private static final String PUBLISHED_AGAIN = "fleet_published_again";

    private final Clock clock;

    public FleetEvents(Clock clock) {
        this.clock = clock;
    }

    /** A job, to {@code partition} of {@code topic}; its event id is the same however often it is published. */
    public ProducerRecord<String, byte[]> job(String topic, int partition, GenerationJob job) {
        CloudEvent event =
                event(JOB_TYPE, job.id(), JobJson.write(job), job.id().toString());
        ProducerRecord<String, byte[]> record = message(topic, job.id(), event);
        return new ProducerRecord<>(topic, partition, record.key(), record.value(), record.headers());
    }

    /** Says of a job's record that there may be others of the same job, and objects that they left. */
    public static void markPublishedAgain(ProducerRecord<String, byte[]> job) {
        job.headers().add(PUBLISHED_AGAIN, "true".getBytes(StandardCharsets.UTF_8));
    }

    /** Whether whoever published a job's record may have published the job before. */
    public static boolean isPublishedAgain(ConsumerRecord<String, byte[]> job) {
        Header header = job.headers().lastHeader(PUBLISHED_AGAIN);
        return header != null && Arrays.equals(header.value(), "true".getBytes(StandardCharsets.UTF_8));
    }

    /** A result; every one is an event of its own. */
    public ProducerRecord<String, byte[]> result(String topic, JobResult result) {
        String id = UUID.randomUUID().toString();
        return message(topic, result.id(), event(RESULT_TYPE, result.id(), ResultJson.write(result), id));
    }

    /** A worker's sign of life, keyed by the worker. */
    public ProducerRecord<String, byte[]> heartbeat(String topic, Heartbeat heartbeat) {
        CloudEvent event = event(
                HEARTBEAT_TYPE,
                "workers/" + heartbeat.worker(),
                heartbeat.write(),
                UUID.randomUUID().toString());
        return KafkaMessageFactory.<String>createWriter(topic, heartbeat.worker())
                .writeBinary(event);
    }

    /** The last word of a worker that stops: nothing under its name, so that it is gone at once. */
    public ProducerRecord<String, byte[]> farewell(String topic, String worker) {
        return new ProducerRecord<>(topic, worker, null);
    }

    /** The sender of an event; anything else is an {@link InvalidJobException}. */
    public static Sender sender(ConsumerRecord<String, byte[]> record) {
        CloudEvent event = event(record);
        return new Sender(event.getSource().toString(), event.getId());
    }

    /** The JSON of an event of {@code type}; anything else is an {@link InvalidJobException}. */
    public static ObjectNode data(ConsumerRecord<String, byte[]> record, String type) {
        CloudEvent event = event(record);
        if (!event.getType().equals(type)) {
            throw InvalidJobException.of("ce_type", event.getType(), type);
        }
        return Json.parseObject(
                event.getData() == null ? new byte[0] : event.getData().toBytes());
    }

    private static CloudEvent event(ConsumerRecord<String, byte[]> record) {
        try {
            return KafkaMessageFactory.createReader(record).toEvent();
        } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException e) {
            throw new InvalidJobException("not a CloudEvent: " + e.getMessage() + " (expected: ce_ headers of 1.0)");
        }
    }

    private CloudEvent event(String type, JobId about, ObjectNode data, String id) {
        return event(type, "batches/" + about.batch(), data, id);
    }

    private CloudEvent event(String type, String source, ObjectNode data, String id) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withType(type)
                .withSource(path("/wuerstchen-fleet/" + source))
                .withTime(OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                .withData("application/json", Json.bytes(data))
                .build();
    }

    /** A worker's name may hold what a URI may not. */
    private static URI path(String path) {
        try {
            return new URI(null, null, path, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("every character of a path can be escaped", e);
        }
    }

    private static ProducerRecord<String, byte[]> message(String topic, JobId about, CloudEvent event) {
        return KafkaMessageFactory.<String>createWriter(topic, about.toString()).writeBinary(event);
    }

    /** Who published a record, and its id there: together unique, as CloudEvents asks. */
    public record Sender(String source, String id) {}
}
