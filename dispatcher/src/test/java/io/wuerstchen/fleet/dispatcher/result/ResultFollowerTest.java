package io.wuerstchen.fleet.dispatcher.result;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.dispatcher.testing.FakeTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

class ResultFollowerTest {
    private final FakeClock clock = new FakeClock();
    private final FakeTopic topic = new FakeTopic("results");
    private final ResultFollower follower = new ResultFollower(topic.consumer(), "results", "demo");

    @Test
    void readsWhatWorkersReport() {
        JobResult committed = committed(3, "w1", new MicroBatchRef("m1", "256x128", 4));
        publish(committed);

        assertThat(poll()).containsExactly(committed);
    }

    @Test
    void startsWhereTheTopicEndedOnceForAll() {
        follower.start();

        assertThat(topic.consumer().assignment()).hasSize(2).allSatisfy(partition -> assertThat(
                        topic.consumer().position(partition))
                .isEqualTo(40));
    }

    @Test
    void ignoresOtherBatchesEvenThoseWhoseNameBeginsTheSame() {
        JobResult dead = dead(1, "w1");
        publish(of("demo-2", dead));
        publish(of("dem", dead));

        assertThat(poll()).isEmpty();
    }

    @Test
    void skipsWhatItCannotReadAndGoesOn() {
        topic.add(new ProducerRecord<>("results", "demo/0", new byte[] {1, 2, 3}), clock.instant());
        topic.add(new ProducerRecord<>("results", "demo/1", null), clock.instant());
        topic.add(new ProducerRecord<>("results", null, new byte[0]), clock.instant());
        publish(dead(2, "w1"));

        assertThat(poll()).containsExactly(dead(2, "w1"));
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        follower.start();
        topic.consumer().setPollException(new InterruptException("stopped"));

        List<JobResult> results = follower.poll(Duration.ofSeconds(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(results).isEmpty();
    }

    private static JobResult of(String batch, JobResult result) {
        GenerationJob.Origin origin =
                new GenerationJob.Origin(new JobId(batch, result.id().row()), "x", Map.of());
        return new JobResult(origin, result.model(), result.worker(), result.outcome());
    }

    private void publish(JobResult result) {
        topic.add(new FleetEvents(clock).result("results", result), clock.instant());
    }

    /** Kafka's mock adds one record a poll. */
    private List<JobResult> poll() {
        follower.start();
        return Stream.generate(() -> follower.poll(Duration.ZERO))
                .limit(5)
                .flatMap(List::stream)
                .toList();
    }
}
