package io.wuerstchen.fleet.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.ArbitraryJobs;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import io.wuerstchen.fleet.worker.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class JobDecoderTest {
    private static final Settings DEFAULTS = Samples.canvas(256, 128, 1);
    private static final GenerationJob JOB = Samples.job(7);

    private final JobDecoder decoder =
            new JobDecoder(Samples.MODEL, DEFAULTS, resolution -> resolution.requireAtMost(512 * 512));

    @Test
    void readsAJobWhole() {
        Decoded decoded = decoder.decode(record(JobJson.write(JOB)));

        assertThat(decoded).isEqualTo(new Decoded.Job(JOB, new Provenance(false, Publication.FIRST, 1)));
    }

    @Test
    void readsHowItWasPublished() {
        Publication publication = new Publication(true, 2, 1, true);
        ConsumerRecord<String, byte[]> record = record(JobJson.write(JOB));
        PublicationHeaders.write(record.headers(), publication);

        assertThat(decoder.decode(record)).isEqualTo(new Decoded.Job(JOB, new Provenance(false, publication, 1)));
    }

    @Test
    void aRefusalIsOfTheGenerationThatWasPublished() {
        ConsumerRecord<String, byte[]> record = record(JobJson.write(JOB).put("width", 100));
        PublicationHeaders.write(record.headers(), new Publication(true, 2, 1, false));

        assertThat(decoder.decode(record)).isInstanceOfSatisfying(Decoded.Refused.class, refused -> {
            assertThat(refused.outcome().generation()).isEqualTo(2);
            assertThat(refused.outcome().attempts()).isEqualTo(2);
        });
    }

    @Test
    void aRecordThatDoesNotSayHowItWasPublishedIsNoJob() {
        ConsumerRecord<String, byte[]> record = record(JobJson.write(JOB));
        record.headers().add("fleet_attempts", "many".getBytes(StandardCharsets.UTF_8));

        assertThat(decoder.decode(record))
                .isEqualTo(new Decoded.Unreadable("fleet_attempts: many (expected: a whole number)"));
    }

    @Test
    void fillsWhatAJobLeavesOpenFromTheModelsDefaults() {
        ObjectNode job = JobJson.write(JOB);
        job.remove("width");
        job.remove("prior_steps");

        Decoded decoded = decoder.decode(record(job));

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Job.class, read -> {
            assertThat(read.job().parameters().canvas().resolution()).isEqualTo(new Resolution(256, 128));
            assertThat(read.job().parameters().prior().schedule())
                    .isEqualTo(Settings.BUILT_IN.prior().schedule());
        });
    }

    @Test
    void aJobThatNobodyCanDoIsRefusedUnderItsOwnRow() {
        assertRefused(job -> job.put("width", 100), "width: 100 (expected: a multiple of 128, nearest 128)");
        assertRefused(job -> job.put("n", "three"), "n: \"three\" (expected: a whole number)");
        assertRefused(job -> job.remove("seed"), "seed: missing");
        assertRefused(job -> job.remove("prompt"), "prompt: missing");
        assertRefused(job -> job.remove("weights"), "weights: missing");
    }

    @Test
    void aSizeThatTheModelCannotDrawIsRefused() {
        assertRefused(
                job -> job.put("width", 1024).put("height", 1024),
                "size: 1024x1024 (expected: at most 262144 pixels, nearest 512x512)");
    }

    @Test
    void aJobForOtherWeightsIsNobodysFault() {
        Decoded decoded = decoder.decode(record(JobJson.write(JOB).put("weights", "feed")));

        assertThat(decoded).isEqualTo(new Decoded.OtherWeights("feed"));
    }

    @Test
    void aJobForAnotherModelIsRefused() {
        assertRefused(job -> job.put("model", "oil"), "model: oil (expected: this topic's, emoji)");
    }

    @Test
    void aRecordWithoutARowIsUnreadable() {
        ObjectNode job = JobJson.write(JOB);
        job.remove("row");

        Decoded decoded = decoder.decode(record(job));

        assertThat(decoded).isEqualTo(new Decoded.Unreadable("row: missing"));
    }

    @Test
    void whatIsNoEventIsUnreadable() {
        ConsumerRecord<String, byte[]> plain = new ConsumerRecord<>("jobs.emoji", 0, 0, null, new byte[] {1, 2});

        Decoded decoded = decoder.decode(plain);

        assertThat(decoded)
                .isInstanceOfSatisfying(Decoded.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .startsWith("not a CloudEvent: "));
    }

    @Test
    void aJobWhoseResultWouldNotFitIsRefusedWithoutWhatMakesItLarge() {
        ObjectNode job = JobJson.write(JOB);
        job.putObject("metadata").put("pear", "x".repeat(JobJson.MAX_BYTES));

        Decoded decoded = decoder.decode(record(job));

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Refused.class, refused -> {
            assertThat(refused.origin().id()).isEqualTo(JOB.id());
            assertThat(refused.origin().metadata()).isEmpty();
            assertThat(refused.outcome().reason()).matches("job: \\d+ bytes \\(expected: at most 1000000\\)");
        });
    }

    @Property(tries = 300)
    void everyJobOfThisModelIsReadOrRefusedForItsSize(@ForAll("jobs") GenerationJob job) {
        Decoded decoded = decoder.decode(record(JobJson.write(job)));

        boolean small = job.parameters().canvas().resolution().pixels() <= 512 * 512;
        assertThat(decoded).isInstanceOf(small ? Decoded.Job.class : Decoded.Refused.class);
    }

    @Property(tries = 500)
    void noBytesWhateverMakeItFail(@ForAll byte[] noise, @ForAll String word) {
        String json = new String(Json.bytes(JobJson.write(JOB)), StandardCharsets.UTF_8);
        int cut = noise.length % json.length();
        byte[] spoilt = (json.substring(0, cut) + word + json.substring(cut)).getBytes(StandardCharsets.UTF_8);

        assertThat(decoder.decode(record(noise))).isInstanceOf(Decoded.Unreadable.class);
        assertThat(decoder.decode(record(spoilt))).isNotNull();
    }

    @Provide
    Arbitrary<GenerationJob> jobs() {
        return ArbitraryJobs.jobs().map(job -> new GenerationJob(job.origin(), Samples.MODEL, job.parameters()));
    }

    private void assertRefused(Consumer<ObjectNode> spoil, String reason) {
        ObjectNode job = JobJson.write(JOB);
        spoil.accept(job);

        Decoded decoded = decoder.decode(record(job));

        assertThat(decoded).isEqualTo(new Decoded.Refused(JOB.origin(), new Dead(FailureKind.INVALID_JOB, reason)));
    }

    private static ConsumerRecord<String, byte[]> record(ObjectNode job) {
        return record(Json.bytes(job));
    }

    private static ConsumerRecord<String, byte[]> record(byte[] value) {
        ProducerRecord<String, byte[]> event = new FleetEvents(new FakeClock()).job("jobs.emoji", 0, JOB);
        return new ConsumerRecord<>(
                event.topic(),
                0,
                0,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                event.key(),
                value,
                event.headers(),
                Optional.empty());
    }
}
