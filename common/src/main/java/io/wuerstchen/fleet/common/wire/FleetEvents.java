package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice;
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
    public static final String NOTICE_TYPE = "io.wuerstchen.fleet.notice.v1";
    public static final String CONTROL_TYPE = "io.wuerstchen.fleet.control.v1";
    public static final String HEARTBEAT_TYPE = "io.wuerstchen.fleet.heartbeat.v1";

    private static final String JSON = "application/json";

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

    /** A result; every one is an event of its own. */
    public ProducerRecord<String, byte[]> result(String topic, JobResult result) {
        String id = UUID.randomUUID().toString();
        return message(topic, result.id(), event(RESULT_TYPE, result.id(), ResultJson.write(result), id));
    }

    /** A word on a job that has not ended; every one is an event of its own. */
    public ProducerRecord<String, byte[]> notice(String topic, JobNotice notice) {
        String id = UUID.randomUUID().toString();
        return message(topic, notice.id(), event(NOTICE_TYPE, notice.id(), NoticeJson.write(notice), id));
    }

    /** What shall become of a batch, keyed by the batch. */
    public ProducerRecord<String, byte[]> control(String topic, BatchControl control) {
        CloudEvent event = event(
                CONTROL_TYPE,
                "batches/" + control.batch(),
                control.write(),
                UUID.randomUUID().toString());
        return KafkaMessageFactory.<String>createWriter(topic, control.batch()).writeBinary(event);
    }

    /** Says that a batch is deleted, and what was said of it before is void. */
    public ProducerRecord<String, byte[]> forgotten(String topic, String batch) {
        return new ProducerRecord<>(topic, batch, null);
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

    /** What kind of event a record is; anything else is an {@link InvalidJobException}. */
    public static String type(ConsumerRecord<String, byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        return type == null || type.value() == null
                ? event(record).getType()
                : new String(type.value(), StandardCharsets.UTF_8);
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

    /** As {@link #data}, and fast with what this class has written: its attributes are not looked at one by one. */
    public static ObjectNode ownData(ConsumerRecord<String, byte[]> record, String type) {
        return isPlain(record, type) ? Json.parseObject(record.value()) : data(record, type);
    }

    /** Whether the record is what {@link #message} writes: then its value is the data, and nothing else need be looked at. */
    private static boolean isPlain(ConsumerRecord<String, byte[]> record, String type) {
        return record.value() != null
                && has(record, "ce_specversion", "1.0")
                && has(record, "ce_type", type)
                && has(record, "content-type", JSON)
                && record.headers().lastHeader("ce_id") != null
                && record.headers().lastHeader("ce_source") != null;
    }

    private static boolean has(ConsumerRecord<String, byte[]> record, String name, String value) {
        Header header = record.headers().lastHeader(name);
        return header != null && Arrays.equals(header.value(), value.getBytes(StandardCharsets.UTF_8));
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
                .withData(JSON, Json.bytes(data))
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
