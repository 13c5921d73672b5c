package io.wuerstchen.fleet.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ResilientObjectStore;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.worker.generate.Generated.Drawn;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.report.DeadLetter;
import io.wuerstchen.fleet.worker.report.KafkaResultPublisher;
import io.wuerstchen.fleet.worker.report.ResultPublisher;
import io.wuerstchen.fleet.worker.store.ImageStore;
import io.wuerstchen.fleet.worker.store.PictureFiles;
import io.wuerstchen.fleet.worker.testing.FakeModel;
import io.wuerstchen.fleet.worker.testing.Samples;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** By the names that dashboards know. */
class WorkerMetersTest {
    private static final Sampling SMALL = new Sampling(256, 128, List.of(1f, 0f), List.of(1f, 0f));
    private static final GenerationJob JOB = Samples.job(1);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final WorkerMeters meters = new WorkerMeters(registry);

    @Test
    void countsMicroBatchesByResolutionAndTheDevicesTime() {
        MeteredModel model = new MeteredModel(new FakeModel(), meters);
        PlannedImage planned = new PlannedImage(JOB, 0);

        model.draw(SMALL, List.of(planned.drawing(), planned.drawing()));
        model.draw(SMALL, List.of(planned.drawing()));

        assertThat(registry.scrape())
                .contains("fleet_micro_batch_images_count{resolution=\"256x128\"} 2")
                .contains("fleet_micro_batch_images_sum{resolution=\"256x128\"} 3.0")
                .contains("fleet_device_busy_seconds_total ")
                .contains("fleet_device_idle_seconds_total ")
                .contains("fleet_device_thread_cpu_seconds_total ")
                .contains("fleet_device_gap_seconds_count 1")
                .containsPattern("fleet_device_gap_seconds_bucket\\{le=\"10\\.0\"} 1");
    }

    @Test
    void timesEncodingAndUploads() {
        ImageStore images = new ImageStore(
                new MeteredObjectStore(new InMemoryObjectStore(), meters),
                new ObjectNames(""),
                new MeteredEncoding(new PictureFiles(Precision.F16), meters));
        PlannedImage planned = new PlannedImage(JOB, 0);

        images.encode(new Drawn(planned, Samples.picture(planned.drawing()), new MicroBatchRef("id", "key", 1)))
                .forEach(images::put);

        assertThat(registry.scrape()).contains("fleet_encode_seconds_count 1").contains("fleet_upload_seconds_count 2");
    }

    @Test
    void countsWhatCameOfJobsAndPictures() {
        ResultPublisher publisher = new MeteredResultPublisher(published(), meters);
        StoredImage drawn = new StoredImage(0, 1, List.of(), new MicroBatchRef("id", "key", 1), List.of());
        StoredImage found = new StoredImage(1, 2, List.of(), null, List.of());

        publisher
                .publish(result(new JobResult.Committed(JOB.parameters(), List.of(drawn, found), 1)))
                .join();
        publisher
                .publish(result(new JobResult.Dead(FailureKind.BAD_IMAGE, "NaN")))
                .join();

        assertThat(registry.scrape())
                .contains("fleet_images_total{outcome=\"drawn\"} 1.0")
                .contains("fleet_images_total{outcome=\"found\"} 1.0")
                .contains("fleet_jobs_total{outcome=\"committed\"} 1.0")
                .contains("fleet_jobs_total{outcome=\"dead\"} 1.0")
                .contains("fleet_publish_seconds_count 2");
    }

    @Test
    void countsFailuresByKindNoticesAndDeadLetters() {
        ResultPublisher publisher = new MeteredResultPublisher(published(), meters);
        JobResult.Dead dead = new JobResult.Dead(FailureKind.MODEL_ERROR, "it failed", 3, 0);
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("jobs.emoji", 0, 0, "key", new byte[0]);

        publisher
                .publish(notice(new JobNotice.Retry(FailureKind.MODEL_ERROR, "it failed", 1)))
                .join();
        publisher
                .publish(notice(new JobNotice.Returned("the store is gone", 2)))
                .join();
        publisher.publish(notice(new JobNotice.Attempting("p-1"))).join();
        publisher.publish(DeadLetter.of(record, dead, "worker-1", "it failed")).join();
        publisher.publish(DeadLetter.malformed(record, "worker-1", "not JSON")).join();
        publisher.publish(result(dead)).join();

        assertThat(registry.scrape())
                .contains("fleet_failures_total{kind=\"ModelError\"} 2.0")
                .contains("fleet_notices_total{event=\"retry\"} 1.0")
                .contains("fleet_notices_total{event=\"returned\"} 1.0")
                .contains("fleet_notices_total{event=\"attempting\"} 1.0")
                .contains("fleet_dead_letters_total 2.0")
                .contains("fleet_jobs_total{outcome=\"malformed\"} 1.0")
                .contains("fleet_jobs_total{outcome=\"dead\"} 1.0");
    }

    @Test
    void showsLanesJobsInHandAndRedeliveries() {
        meters.lanes(() -> 2);
        meters.jobsInHand(() -> 9);
        meters.redelivered();

        assertThat(registry.scrape())
                .contains("fleet_lanes 2.0")
                .contains("fleet_jobs_in_hand 9.0")
                .contains("fleet_redeliveries_total 1.0");
    }

    @Test
    void showsEveryGuard() {
        Guards guards = new Guards();
        meters.guards(guards);

        ResilientObjectStore.of(new InMemoryObjectStore(), guards).stat("key");

        assertThat(registry.scrape())
                .contains("resilience4j_circuitbreaker_state{name=\"s3\",state=\"open\"} 0.0")
                .contains("resilience4j_retry_calls_total{kind=\"successful_without_retry\",name=\"s3\"} 1.0")
                .contains("resilience4j_bulkhead_max_allowed_concurrent_calls{name=\"s3\"} 48.0");
    }

    @Test
    void theDevicesClockCountsUpToNow() {
        long[] now = {0};
        DeviceClock clock = new DeviceClock(() -> now[0]);

        now[0] = 1_000_000_000;
        clock.begin();
        now[0] = 3_000_000_000L;

        assertThat(clock.idleSeconds()).isEqualTo(1.0);
        assertThat(clock.busySeconds()).isEqualTo(2.0);
    }

    @Test
    void theDevicesClockTellsHowLongItWasIdleBetweenTwoMicroBatches() {
        long[] now = {0};
        DeviceClock clock = new DeviceClock(() -> now[0]);

        Optional<Duration> beforeTheFirst = clock.begin();
        clock.end();
        now[0] = 500;
        double idle = clock.idleSeconds();
        now[0] = 2_000;

        assertThat(beforeTheFirst).isEmpty();
        assertThat(idle).isEqualTo(5e-7);
        assertThat(clock.begin()).contains(Duration.ofNanos(2_000));
    }

    private static JobResult result(JobResult.Outcome outcome) {
        return new JobResult(JOB.origin(), JOB.model(), "worker-1", outcome);
    }

    private static JobNotice notice(JobNotice.Event event) {
        return new JobNotice(JOB.id(), "worker-1", new JobNotice.Place(0, 1), event);
    }

    private static ResultPublisher published() {
        return new KafkaResultPublisher(
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()),
                new FleetEvents(new FakeClock()),
                new Topics(""));
    }
}
