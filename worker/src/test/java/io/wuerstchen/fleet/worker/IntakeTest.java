package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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
    void otherWeightsCloseItForAWhileSoThatBatchesOfItsOwnAreServedAgain() {
        // Given
        AtomicLong now = new AtomicLong();
        Intake resting = new Intake(store, results, now::get);

        // When
        resting.refuse("feed", "beef");
        resting.refuse("cafe", "beef");

        // Then
        assertThat(resting.isDraining()).isFalse();
        assertThat(resting.closedBecause()).contains("jobs are pinned to weights feed (this worker's: beef)");
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(resting.isOpen()).isTrue();
    }

    @Test
    void itRestsLongerEachTimeThatItMeetsOtherWeightsAndTwoMinutesAtMost() {
        AtomicLong now = new AtomicLong();
        Intake resting = new Intake(store, results, now::get);

        for (int seconds : new int[] {30, 60, 120, 120}) {
            resting.refuse("feed", "beef");

            now.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
            assertThat(resting.isOpen()).isFalse();
            now.addAndGet(1);
            assertThat(resting.isOpen()).isTrue();
        }
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
