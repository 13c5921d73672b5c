package io.wuerstchen.fleet.dispatcher.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.dispatcher.testing.FakeTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PublishedJobsTest {
    private final FakeClock clock = new FakeClock();
    private final FakeTopic topic = new FakeTopic("jobs.emoji");
    private final PublishedJobs jobs = new PublishedJobs(topic.consumer(), "jobs.emoji", "demo", clock);

    @Test
    void endsThoughTheTopicIsMadeAnewWhileItIsRead() {
        topicEndsAt(50);
        topic.consumer().schedulePollTask(() -> {
            topicEndsAt(40);
            clock.move(Duration.ofMinutes(1));
        });
        List<Long> published = new ArrayList<>();

        jobs.read(Map.of(), (row, images, publication, at) -> published.add(row));

        assertThat(published).isEmpty();
    }

    private void topicEndsAt(long offset) {
        topic.consumer().updateEndOffsets(Map.of(new TopicPartition("jobs.emoji", 0), offset));
    }
}
