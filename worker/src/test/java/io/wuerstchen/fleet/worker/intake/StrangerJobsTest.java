package io.wuerstchen.fleet.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.worker.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Jobs of services that know of the fleet what asyncapi.yaml says, in raw bytes. */
class StrangerJobsTest {
    private final JobDecoder decoder = new JobDecoder(Samples.MODEL, Samples.canvas(256, 128, 1), resolution -> {});

    /** Row and seed by hand: {@code printf '/shop/cards\ncard-4711' | sha256sum}. */
    @Test
    void aPromptIsEnough() {
        GenerationJob job = job(decode("/shop/cards", "card-4711", "{\"prompt\": \"a red apple\"}"));

        assertThat(job.id()).isEqualTo(new JobId("external-shop-cards", 792636378));
        assertThat(job.origin().rowId()).isEqualTo("card-4711");
        assertThat(job.model()).isEqualTo(Samples.MODEL);
        assertThat(job.parameters().text().prompt()).isEqualTo("a red apple");
        assertThat(job.parameters().canvas().seed()).isEqualTo(2039093667);
        assertThat(job.parameters().canvas().resolution()).hasToString("256x128");
    }

    @Test
    void whatItSaysItselfHolds() {
        GenerationJob job = job(decode("/shop", "1", """
                {"prompt": "a", "id": "mine", "seed": 7, "width": 128, "metadata": {"order": 17}, "colour": "red"}"""));

        assertThat(job.origin().rowId()).isEqualTo("mine");
        assertThat(job.origin().metadata()).isEqualTo(Map.of("order", 17));
        assertThat(job.parameters().canvas().seed()).isEqualTo(7);
        assertThat(job.parameters().canvas().resolution()).hasToString("128x128");
    }

    @Test
    void publishedAgainItIsTheSameJob() {
        Decoded first = decode("/shop", "1", "{\"prompt\": \"a\"}");
        Decoded again = decode("/shop", "1", "{\"prompt\": \"a\"}");

        assertThat(again).isEqualTo(first);
    }

    @Test
    void sourceAndIdTellJobsApart() {
        List<Long> rows = List.of(
                job(decode("/shop", "1", "{\"prompt\": \"a\"}")).id().row(),
                job(decode("/shop", "2", "{\"prompt\": \"a\"}")).id().row(),
                job(decode("/shop/2", "1", "{\"prompt\": \"a\"}")).id().row());

        assertThat(rows).doesNotHaveDuplicates();
    }

    @Property(tries = 300)
    void everySourceAndIdGiveALegalRowAndSeed(@ForAll String source, @ForAll String id) {
        var whole = StrangerJobs.complete(
                Json.object().put("prompt", "a"), new FleetEvents.Sender(source, id), Samples.MODEL);

        assertThat(new JobId(whole.get("batch").textValue(), whole.get("row").longValue()))
                .isNotNull();
        assertThat(whole.get("seed").longValue()).isBetween(0L, 0x7fffffffL);
    }

    @Test
    void weightsThatThisWorkerDoesNotHaveAreItsOwnFault() {
        Decoded decoded = decode("/shop", "1", "{\"prompt\": \"a\", \"weights\": \"feed\"}");

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Refused.class, refused -> assertThat(refused.outcome())
                .isEqualTo(new Dead(
                        FailureKind.INVALID_JOB,
                        "weights: feed (expected: this worker's, " + Samples.MODEL.digest() + ")")));
    }

    @Test
    void withoutAPromptItIsRefusedUnderItsOwnName() {
        Decoded decoded = decode("/shop", "card-1", "{\"n\": 2}");

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Refused.class, refused -> {
            assertThat(refused.origin().rowId()).isEqualTo("card-1");
            assertThat(refused.outcome()).isEqualTo(new Dead(FailureKind.INVALID_JOB, "prompt: missing"));
        });
    }

    @Test
    void halfARowIsUnreadable() {
        assertThat(decode("/shop", "1", "{\"prompt\": \"a\", \"batch\": \"mine\"}"))
                .isEqualTo(new Decoded.Unreadable("row: missing"));
        assertThat(decode("/shop", "1", "[1, 2]"))
                .isEqualTo(new Decoded.Unreadable("not a JSON object: ARRAY (expected: one object)"));
    }

    private static GenerationJob job(Decoded decoded) {
        return ((Decoded.Job) decoded).job();
    }

    private Decoded decode(String source, String id, String json) {
        ConsumerRecord<String, byte[]> record =
                new ConsumerRecord<>("jobs.emoji", 0, 0, null, json.getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion", "1.0",
                        "ce_type", "io.wuerstchen.fleet.job.v1",
                        "ce_source", source,
                        "ce_id", id,
                        "content-type", "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return decoder.decode(record);
    }
}
