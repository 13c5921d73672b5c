package io.wuerstchen.fleet.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneTimingTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "5, 16", "6, 20", "25, 20", "32767, 20"})
    void eachDeliveryDoublesTheDelayOfAReleaseUpToTwentySeconds(int deliveries, int seconds) {
        assertThat(LaneTiming.DEFAULT.releaseDelay(deliveries))
                .isBetween(Duration.ofSeconds(seconds).dividedBy(2), Duration.ofSeconds(seconds));
    }
}
