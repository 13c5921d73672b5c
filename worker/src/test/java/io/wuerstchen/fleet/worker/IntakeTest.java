package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final GuardSettings SETTINGS =
            new GuardSettings(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(300), 1);
    private static final GuardSettings.Failures ALL = new GuardSettings.Failures(failure -> true, failure -> false);

    private final Guard guard = new Guards().guard("s3", SETTINGS, ALL);
    private final Intake intake = new Intake(List.of(guard));

    @Test
    void isOpenAtFirst() {
        assertThat(intake.isOpen()).isTrue();
        assertThat(intake.closedBecause()).isEmpty();
    }

    @Test
    void isClosedWhileAServiceIsLeftAloneAndOpensByItself() {
        failFiveTimes();

        assertThat(intake.closedBecause()).contains("s3 fails, and is left alone for a while");
        await().until(intake::isOpen);
    }

    @Test
    void otherWeightsCloseItForGoodWithTheFirstReason() {
        intake.refuse("feed", "beef");
        intake.refuse("cafe", "beef");

        assertThat(intake.isDraining()).isTrue();
        assertThat(intake.closedBecause()).contains("jobs are pinned to weights feed (this worker's: beef)");
    }

    @Test
    void drainingClosesIt() {
        intake.drain();

        assertThat(intake.isDraining()).isTrue();
        assertThat(intake.closedBecause()).contains("draining");
    }

    private void failFiveTimes() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guard.call(() -> {
                        throw new IllegalStateException("away");
                    }))
                    .hasMessage("away");
        }
    }
}
