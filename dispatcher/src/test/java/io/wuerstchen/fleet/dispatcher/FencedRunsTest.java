package io.wuerstchen.fleet.dispatcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FencedRunsTest {
    private final FakeClock clock = new FakeClock();
    private final FencedRuns runs = new FencedRuns("demo", clock);

    @Test
    void threeInARowThatWereCutShortAreSomebodysDoing() {
        fenced(Duration.ofSeconds(3));
        fenced(Duration.ofMinutes(9));

        assertThatThrownBy(() -> fenced(Duration.ofSeconds(3)))
                .isInstanceOf(OwnershipLostException.class)
                .hasMessageStartingWith("batch demo: another dispatcher publishes its jobs");
    }

    @Test
    void aMachineMaySleepAsOftenAsItLikesInALongBatch() {
        assertThatCode(() -> {
                    for (int night = 0; night < 10; night++) {
                        fenced(Duration.ofSeconds(3));
                        fenced(Duration.ofHours(8));
                    }
                })
                .doesNotThrowAnyException();
    }

    private void fenced(Duration after) {
        runs.begin();
        clock.move(after);
        runs.requireAnother(new IllegalStateException("fenced"));
    }
}
