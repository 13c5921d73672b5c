package io.wuerstchen.fleet.dispatcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
    private final FakeClock clock = new FakeClock();
    private final ProgressMeter meter = new ProgressMeter(clock, 100, 0);

    @Test
    void hasNoRateBeforeAnythingHasEnded() {
        clock.move(Duration.ofSeconds(3));

        BatchProgress progress = meter.measure(committed(0));

        assertThat(progress).isEqualTo(new BatchProgress(committed(0), 100, 0));
    }

    @Test
    void ratesImages() {
        clock.move(Duration.ofSeconds(5));

        BatchProgress progress = meter.measure(committed(10));

        // Two images a row: 20 in 5 s.
        assertThat(progress.imagesPerSecond()).isEqualTo(4);
    }

    @Test
    void looksBackThirtySecondsOnly() {
        // Given: 10 rows a second for 5 s, then one a second.
        for (int second = 1; second <= 5; second++) {
            clock.move(Duration.ofSeconds(1));
            meter.measure(committed(10L * second));
        }
        for (int second = 1; second < 40; second++) {
            clock.move(Duration.ofSeconds(1));
            meter.measure(committed(50L + second));
        }

        // When
        clock.move(Duration.ofSeconds(1));
        BatchProgress progress = meter.measure(committed(90));

        // Then
        assertThat(progress.imagesPerSecond()).isCloseTo(2, Offset.offset(1e-9));
    }

    @Test
    void isDueTenTimesASecond() {
        assertThat(meter.due()).isFalse();
        clock.move(Duration.ofMillis(99));
        assertThat(meter.due()).isFalse();
        clock.move(Duration.ofMillis(1));
        assertThat(meter.due()).isTrue();

        meter.measure(committed(0));

        assertThat(meter.due()).isFalse();
    }

    private static Tally committed(long rows) {
        return new Tally(100, rows, 0, 0, 0, 2 * rows);
    }
}
