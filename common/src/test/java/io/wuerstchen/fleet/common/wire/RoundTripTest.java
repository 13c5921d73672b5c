package io.wuerstchen.fleet.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.ArbitraryJobs;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What is written to Kafka is read from it as it was. */
class RoundTripTest {
    @Property(tries = 500)
    void aJob(@ForAll("jobs") GenerationJob job) {
        ObjectNode sent = sent(JobJson.write(job));

        assertThat(JobJson.read(sent, Settings.NONE)).isEqualTo(job);
        assertThat(JobJson.origin(sent)).isEqualTo(job.origin());
    }

    @Property
    void settings(@ForAll("settings") Settings settings) {
        assertThat(SettingsJson.read(sent(SettingsJson.write(settings)))).isEqualTo(settings);
    }

    @Property
    void aResult(@ForAll("results") JobResult result) {
        assertThat(ResultJson.read(sent(ResultJson.write(result)))).isEqualTo(result);
    }

    @Property(tries = 200)
    void aNotice(@ForAll("notices") JobNotice notice) {
        assertThat(NoticeJson.read(sent(NoticeJson.write(notice)))).isEqualTo(notice);
    }

    @Property(tries = 50)
    void aControl(@ForAll BatchControl.State state, @ForAll @IntRange(min = 0) int generation) {
        BatchControl control = new BatchControl("animals", state, generation);

        assertThat(BatchControl.read(sent(control.write()))).isEqualTo(control);
    }

    @Property(tries = 100)
    void aPublication(@ForAll("publications") Publication publication) {
        Headers headers = new RecordHeaders();
        PublicationHeaders.write(headers, publication);

        assertThat(PublicationHeaders.read(headers)).isEqualTo(publication);
    }

    @Property(tries = 100)
    void aHeartbeat(@ForAll("settings") Settings defaults, @ForAll("jobs") GenerationJob job) {
        Heartbeat heartbeat = new Heartbeat(
                "gpu-7",
                job.model(),
                defaults,
                new Heartbeat.Host("cpu", "http://[::1]:80", "1", "p-1"),
                new Heartbeat.Load(2, 4, 3, true, "draining"));

        assertThat(Heartbeat.read(sent(heartbeat.write()))).isEqualTo(heartbeat);
    }

    @Provide
    Arbitrary<GenerationJob> jobs() {
        return ArbitraryJobs.jobs();
    }

    @Provide
    Arbitrary<Settings> settings() {
        return ArbitraryJobs.settings();
    }

    @Provide
    Arbitrary<JobResult> results() {
        Arbitrary<JobResult.Outcome> dead = Combinators.combine(
                        Arbitraries.of(FailureKind.class), ArbitraryJobs.texts(), counts(), counts())
                .as(JobResult.Dead::new);
        Arbitrary<JobResult.Outcome> cancelled = Arbitraries.just(new JobResult.Cancelled());
        Arbitrary<JobResult.Outcome> committed = Combinators.combine(
                        ArbitraryJobs.parameters(),
                        images().list().ofMaxSize(10),
                        Arbitraries.doubles().between(0, 1e9))
                .as(JobResult.Committed::new);
        return Combinators.combine(
                        ArbitraryJobs.origins(),
                        ArbitraryJobs.models(),
                        ArbitraryJobs.texts(),
                        Arbitraries.oneOf(dead, committed, cancelled))
                .as(JobResult::new);
    }

    @Provide
    Arbitrary<JobNotice> notices() {
        Arbitrary<JobNotice.Event> retry = Combinators.combine(
                        Arbitraries.of(FailureKind.class), ArbitraryJobs.texts(), counts())
                .as(JobNotice.Retry::new);
        Arbitrary<JobNotice.Event> returned =
                Combinators.combine(ArbitraryJobs.texts(), counts()).as(JobNotice.Returned::new);
        Arbitrary<JobNotice.Event> attempting = ArbitraryJobs.texts().map(JobNotice.Attempting::new);
        Arbitrary<JobNotice.Place> places = Combinators.combine(
                        counts(), Arbitraries.longs().greaterOrEqual(0))
                .as(JobNotice.Place::new);
        return Combinators.combine(
                        ArbitraryJobs.origins().map(GenerationJob.Origin::id),
                        ArbitraryJobs.texts(),
                        places,
                        Arbitraries.oneOf(retry, returned, attempting))
                .as(JobNotice::new);
    }

    @Provide
    Arbitrary<Publication> publications() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(either, counts(), counts(), either).as(Publication::new);
    }

    private static Arbitrary<Integer> counts() {
        return Arbitraries.integers().between(0, 9);
    }

    private static Arbitrary<StoredImage> images() {
        Arbitrary<StoredImage.Artifact> artifacts = Combinators.combine(
                        ArbitraryJobs.texts(),
                        ArbitraryJobs.texts(),
                        ArbitraryJobs.texts(),
                        Arbitraries.longs().greaterOrEqual(0))
                .as(StoredImage.Artifact::new);
        Arbitrary<StoredImage.MicroBatchRef> microBatches = Combinators.combine(
                        ArbitraryJobs.texts(), ArbitraryJobs.texts(), Arbitraries.integers())
                .as(StoredImage.MicroBatchRef::new);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.longs().greaterOrEqual(0),
                        artifacts.list().ofMaxSize(3),
                        microBatches.injectNull(0.2),
                        ArbitraryJobs.texts().list().ofMaxSize(2))
                .as(StoredImage::new);
    }

    private static ObjectNode sent(ObjectNode node) {
        return Json.parseObject(Json.bytes(node));
    }
}
