package io.wuerstchen.fleet.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void standUnderOnePrefix() {
        Topics topics = new Topics("test.");

        assertThat(topics.jobs("wuerstchen-emoji")).isEqualTo("test.jobs.wuerstchen-emoji");
        assertThat(topics.workers("wuerstchen-emoji")).isEqualTo("test.workers.wuerstchen-emoji");
        assertThat(topics.results()).isEqualTo("test.results");
        assertThat(topics.deadLetters()).isEqualTo("test.dead-letters");
        assertThat(topics.workers()).isEqualTo("test.workers");
    }

    @Test
    void anyModelNameMakesALegalTopic() {
        for (String model : new String[] {"", "würst chen/2", "🍎", "a".repeat(300), ".."}) {
            Topic.validate(new Topics("").jobs(model));
        }
        assertThat(new Topics("").jobs("würst chen/2")).isEqualTo("jobs.w-rst-chen-2");
    }
}
