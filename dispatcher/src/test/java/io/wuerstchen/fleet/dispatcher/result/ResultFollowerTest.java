package io.wuerstchen.fleet.dispatcher.result;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.ResultJson;
import io.wuerstchen.fleet.dispatcher.testing.FakeTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

class ResultFollowerTest {
    private final FakeClock clock = new FakeClock();
    private final FakeTopic topic = new FakeTopic("results");
    private final ResultFollower follower = new ResultFollower(topic.consumer(), "results", "demo");
    private final Heard heard = new Heard();

    @Test
    void readsWhatWorkersReport() {
        JobResult committed = committed(3, "w1", new MicroBatchRef("m1", "256x128", 4));
        publish(committed);

        assertThat(poll()).containsExactly(committed);
        assertThat(heard.times).containsExactly(clock.instant());
    }

    @Test
    void readsNoticesToo() {
        JobNotice notice = new JobNotice(
                new JobId("demo", 3), "w1", new JobNotice.Place(0, 7), new JobNotice.Returned("draining", 2));
        topic.add(new FleetEvents(clock).notice("results", notice), clock.instant());

        assertThat(poll()).isEmpty();
        assertThat(heard.notices).containsExactly(notice);
    }

    @Test
    void goesOnWhereItIsToldAndReadsAllWhereThatIsGone() {
        follower.startAt(Map.of(0, 40L, 1, 7L));

        assertThat(follower.positions()).isEqualTo(Map.of(0, 40L, 1, 40L));
    }

    @Test
    void startsWhereTheTopicEndedOnceForAll() {
        follower.startAtEnd();

        assertThat(topic.consumer().assignment()).hasSize(2).allSatisfy(partition -> assertThat(
                        topic.consumer().position(partition))
                .isEqualTo(40));
    }

    @Test
    void readsPartitionsThatTheTopicGotMeanwhileOnceItIsAskedForTheirEnds() {
        // Given
        follower.startAtEnd();
        topic.grow();
        Map<Integer, Long> ends = Map.of(0, 40L, 1, 40L, 2, 41L);
        assertThat(follower.hasReached(ends)).isFalse();
        List<JobResult> dead =
                LongStream.range(0, 10).mapToObj(row -> dead(row, "w1")).toList();
        dead.forEach(this::publish);

        // When
        dead.forEach(each -> follower.poll(Duration.ZERO, heard));

        // Then
        assertThat(heard.results).containsExactlyElementsOf(dead);
        assertThat(follower.hasReached(ends)).isTrue();
        assertThat(follower.positions()).containsOnlyKeys(0, 1, 2);
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
        follower.startAtEnd();
        topic.consumer().setPollException(new InterruptException("stopped"));

        follower.poll(Duration.ofSeconds(1), heard);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(heard.results).isEmpty();
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
        follower.startAtEnd();
        for (int i = 0; i < 5; i++) {
            follower.poll(Duration.ZERO, heard);
        }
        return heard.results;
    }

    private static final class Heard implements Words {
        private final List<JobResult> results = new ArrayList<>();
        private final List<Instant> times = new ArrayList<>();
        private final List<JobNotice> notices = new ArrayList<>();

        @Override
        public void result(JobResult result, byte[] json, Instant said) {
            times.add(said);
            assertThat(ResultJson.read(Json.parseObject(json))).isEqualTo(result);
            results.add(result);
        }

        @Override
        public void notice(JobNotice notice) {
            notices.add(notice);
        }
    }
}
