package io.wuerstchen.fleet.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private final FakeClock wall = new FakeClock();
    private final Instant start = wall.instant();
    private long nanos = 7;

    @Test
    void goesOnAsTimePassesWhateverBecomesOfTheTimeOfDay() {
        SteadyClock clock = new SteadyClock(wall, () -> nanos);

        wall.move(Duration.ofHours(-1));
        nanos += Duration.ofSeconds(3).toNanos();

        assertThat(clock.instant()).isEqualTo(start.plusSeconds(3));
    }
}
