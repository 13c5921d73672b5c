package io.wuerstchen.fleet.dispatcher.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.testing.FakeClock;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class EndOfTopicTest {
    private final FakeClock clock = new FakeClock();
    private Map<Integer, Long> ends = Map.of(0, 50L, 1, 60L);

    @Test
    void isWhereTheTopicEndedAtFirstHoweverItGrows() {
        EndOfTopic end = new EndOfTopic(() -> ends, clock);
        ends = Map.of(0, 70L, 1, 80L);

        clock.move(EndOfTopic.PERIOD);

        assertThat(end.offsets()).isEqualTo(Map.of(0, 50L, 1, 60L));
    }

    @Test
    void isNearerOnceTheTopicWasMadeAnew() {
        EndOfTopic end = new EndOfTopic(() -> ends, clock);
        ends = Map.of(0, 3L, 1, 80L);
        assertThat(end.offsets()).isEqualTo(Map.of(0, 50L, 1, 60L));

        clock.move(EndOfTopic.PERIOD);

        assertThat(end.offsets()).isEqualTo(Map.of(0, 3L, 1, 60L));
    }

    @Test
    void staysWhileKafkaDoesNotAnswer() {
        EndOfTopic end = new EndOfTopic(
                () -> {
                    if (ends.isEmpty()) {
                        throw new TimeoutException("20000 ms have passed");
                    }
                    return ends;
                },
                clock);
        ends = Map.of();

        clock.move(EndOfTopic.PERIOD);

        assertThat(end.offsets()).isEqualTo(Map.of(0, 50L, 1, 60L));
    }
}
