package io.wuerstchen.fleet.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetEventsTest {
    private static final ModelRef MODEL = new ModelRef("emoji", "0123");
    private static final GenerationJob JOB = new GenerationJob(
            new GenerationJob.Origin(new JobId("demo", 7), "apple", Map.of()),
            MODEL,
            Parameters.of("a red apple", Settings.BUILT_IN, 5));
    private static final JobResult RESULT =
            new JobResult(JOB.origin(), MODEL, "gpu-7", new JobResult.Dead(FailureKind.MODEL_ERROR, "it failed"));

    // Not UTC: the header must not depend on where a process runs.
    private final FleetEvents events =
            new FleetEvents(Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneId.of("Asia/Tokyo")));

    @Test
    void aJobGoesWhereItIsToldWithTheSameIdEachTime() {
        ProducerRecord<String, byte[]> record = events.job("jobs.emoji", 3, JOB);

        assertThat(record.topic()).isEqualTo("jobs.emoji");
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.key()).isEqualTo("demo/7");
        assertThat(headers(record))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "demo/7",
                        "ce_type", "io.wuerstchen.fleet.job.v1",
                        "ce_source", "/wuerstchen-fleet/batches/demo",
                        "ce_time", "2026-11-23T12:00:00Z",
                        "content-type", "application/json"));
        assertThat(JobJson.read(Json.parseObject(record.value()), Settings.NONE))
                .isEqualTo(JOB);
    }

    @Test
    void aResultIsAnEventOfItsOwn() {
        ProducerRecord<String, byte[]> first = events.result("results", RESULT);
        ProducerRecord<String, byte[]> second = events.result("results", RESULT);

        assertThat(first.key()).isEqualTo("demo/7");
        assertThat(headers(first))
                .containsEntry("ce_type", "io.wuerstchen.fleet.result.v1")
                .containsEntry("ce_source", "/wuerstchen-fleet/batches/demo")
                .containsEntry("ce_time", "2026-11-23T12:00:00Z");
        assertThat(headers(first).get("ce_id")).isNotEqualTo(headers(second).get("ce_id"));
        assertThat(ResultJson.read(Json.parseObject(first.value()))).isEqualTo(RESULT);
    }

    @ParameterizedTest
    @CsvSource({"gpu-7, /wuerstchen-fleet/workers/gpu-7", "the big box, /wuerstchen-fleet/workers/the%20big%20box"})
    void aHeartbeatIsKeyedByItsWorker(String worker, String source) {
        Heartbeat heartbeat = new Heartbeat(
                worker,
                MODEL,
                Settings.NONE,
                new Heartbeat.Host("cpu", null, null, null),
                new Heartbeat.Load(1, 4, 0, false));

        ProducerRecord<String, byte[]> record = events.heartbeat("workers", heartbeat);

        assertThat(record.key()).isEqualTo(worker);
        assertThat(headers(record))
                .containsEntry("ce_type", "io.wuerstchen.fleet.heartbeat.v1")
                .containsEntry("ce_source", source);
        assertThat(Heartbeat.read(Json.parseObject(record.value()))).isEqualTo(heartbeat);
    }

    @Test
    void aFarewellLeavesNothingUnderTheWorkersName() {
        ProducerRecord<String, byte[]> record = events.farewell("workers", "gpu-7");

        assertThat(record.key()).isEqualTo("gpu-7");
        assertThat(record.value()).isNull();
    }

    @Test
    void knowsWhoSentAnEvent() {
        ConsumerRecord<String, byte[]> record = received(events.job("jobs", 0, JOB));

        assertThat(FleetEvents.sender(record))
                .isEqualTo(new FleetEvents.Sender(
                        "/wuerstchen-fleet/batches/" + JOB.id().batch(),
                        JOB.id().toString()));
    }

    @Test
    void readsTheDataOfTheTypeThatIsExpected() {
        ConsumerRecord<String, byte[]> record = received(events.job("jobs", 0, JOB));

        assertThat(JobJson.read(FleetEvents.data(record, FleetEvents.JOB_TYPE), Settings.NONE))
                .isEqualTo(JOB);
        assertThatThrownBy(() -> FleetEvents.data(record, FleetEvents.RESULT_TYPE))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("ce_type: io.wuerstchen.fleet.job.v1 (expected: io.wuerstchen.fleet.result.v1)");
    }

    @ParameterizedTest
    @CsvSource({
        "ce_specversion, 2.0",
        "ce_specversion, ",
        "ce_id, ",
        "ce_type, ",
        "ce_source, ",
        "ce_source, a b",
        "ce_time, yesterday",
        "content-type, application/cloudevents+json"
    })
    void aRecordThatIsNoEventIsRefusedAndNothingElse(String header, String value) {
        ProducerRecord<String, byte[]> record = events.job("jobs", 0, JOB);
        record.headers().remove(header);
        if (value != null) {
            record.headers().add(header, value.getBytes(StandardCharsets.UTF_8));
        }

        assertThatThrownBy(() -> FleetEvents.data(received(record), FleetEvents.JOB_TYPE))
                .isInstanceOf(InvalidJobException.class);
    }

    @Test
    void aRecordWithoutAValueOrHeadersIsRefused() {
        var empty = new ConsumerRecord<String, byte[]>("jobs", 0, 0, "key", null);
        var plain = new ConsumerRecord<>("jobs", 0, 0, "key", "{}".getBytes(StandardCharsets.UTF_8));
        ConsumerRecord<String, byte[]> tombstone = received(new ProducerRecord<>(
                "jobs", 0, "key", null, events.job("jobs", 0, JOB).headers()));

        for (ConsumerRecord<String, byte[]> record : List.of(empty, plain, tombstone)) {
            assertThatThrownBy(() -> FleetEvents.data(record, FleetEvents.JOB_TYPE))
                    .isInstanceOf(InvalidJobException.class);
        }
    }

    private static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    private static Map<String, String> headers(ProducerRecord<String, byte[]> record) {
        Headers headers = record.headers();
        Map<String, String> texts = new LinkedHashMap<>();
        headers.forEach(header -> texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return texts;
    }
}
