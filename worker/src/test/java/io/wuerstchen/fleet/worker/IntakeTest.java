package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final GuardSettings SETTINGS =
            new GuardSettings(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(300), 1);
    private static final GuardSettings.Failures ALL =
            new GuardSettings.Failures(failure -> true, failure -> false, reason -> reason);

    private final Guards guards = new Guards();
    private final Guard store = guards.guard("s3", SETTINGS, ALL);
    private final Guard results = guards.guard("results", SETTINGS, ALL);
    private final Intake intake = new Intake(store, results);

    @Test
    void isOpenAtFirst() {
        assertThat(intake.isOpen()).isTrue();
        assertThat(intake.closedBecause()).isEmpty();
    }

    @Test
    void isClosedWhileResultsAreLeftAloneAndOpensByItself() {
        failFiveTimes(results);

        assertThat(intake.closedBecause()).contains("results fails, and is left alone for a while");
        await().until(intake::isOpen);
    }

    @Test
    void isClosedUntilTheStoreHasShownThatItIsBack() {
        failFiveTimes(store);

        assertThat(intake.closedBecause()).contains("s3 fails, and is left alone for a while");
        await().until(store::letsThrough);
        assertThat(intake.isOpen()).isFalse();
        for (int probe = 0; probe < 3; probe++) {
            store.call(() -> "there");
        }
        assertThat(intake.isOpen()).isTrue();
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

    private static void failFiveTimes(Guard guard) {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guard.call(() -> {
                        throw new IllegalStateException("away");
                    }))
                    .hasMessage("away");
        }
    }
}
