package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.worker.FailureRules.Admission;
import io.wuerstchen.fleet.worker.FailureRules.Verdict;
import io.wuerstchen.fleet.worker.intake.Provenance;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureRulesTest {
    private static final Publication ALONE = new Publication(true, 0, 0, true);

    private final FailureRules rules = new FailureRules(25, Duration.ofMinutes(15), FailureRules.SUSPENSE);

    @ParameterizedTest
    @CsvSource({"1, DRAW", "2, DRAW", "3, GIVE_BACK", "24, GIVE_BACK", "25, GIVE_BACK"})
    void aRowThatKeepsComingGoesBackToItsDispatcher(int deliveries, Admission expected) {
        assertThat(rules.admission(row(deliveries))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, DRAW", "2, GIVE_BACK", "25, GIVE_BACK"})
    void aSuspectGetsOneTurn(int deliveries, Admission expected) {
        assertThat(rules.admission(new Provenance(false, ALONE, deliveries))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, DRAW", "3, DRAW", "24, DRAW", "25, BURY", "26, BURY"})
    void aStrangersJobIsBuriedBeforeTheBrokerDropsIt(int deliveries, Admission expected) {
        assertThat(rules.admission(stranger(deliveries))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"OUT_OF_MEMORY", "MODEL_ERROR", "TIMEOUT", "OTHER"})
    void whatMayPassIsTriedThreeTimes(FailureKind kind) {
        assertThat(rules.verdict(row(1), kind, 1)).isEqualTo(Verdict.RETRY);
        assertThat(rules.verdict(row(1), kind, 2)).isEqualTo(Verdict.RETRY);
        assertThat(rules.verdict(row(1), kind, 3)).isEqualTo(Verdict.DEAD);
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID_JOB", "CONFLICT", "BAD_IMAGE", "CRASH"})
    void whatCannotPassIsDeadAtOnce(FailureKind kind) {
        assertThat(rules.verdict(row(1), kind, 1)).isEqualTo(Verdict.DEAD);
        assertThat(rules.verdict(stranger(1), kind, 1)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void aSuspectWaitsAboutAsLongAsItIsDrawn() {
        assertThat(rules.wait(Duration.ZERO, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(rules.wait(Duration.ofSeconds(1), 0.5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(rules.wait(Duration.ofSeconds(20), 0.5)).isEqualTo(Duration.ofSeconds(20));
        assertThat(rules.wait(Duration.ofHours(1), 0.5)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aStrangersJobIsTriedAgainHereAndNow() {
        assertThat(rules.verdict(stranger(1), FailureKind.MODEL_ERROR, 2)).isEqualTo(Verdict.AGAIN);
        assertThat(rules.verdict(stranger(1), FailureKind.MODEL_ERROR, 3)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void aStrangersJobThatHangsIsTriedBySomebodyElse() {
        assertThat(rules.verdict(stranger(2), FailureKind.TIMEOUT, 1)).isEqualTo(Verdict.HAND_BACK);
        assertThat(rules.verdict(stranger(3), FailureKind.TIMEOUT, 1)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void whatHasFailedOrIsSuspectedSharesNoMicroBatch() {
        assertThat(FailureRules.apart(row(2), 0)).isFalse();
        assertThat(FailureRules.apart(row(1), 1)).isTrue();
        assertThat(FailureRules.apart(new Provenance(false, ALONE, 1), 0)).isTrue();
        assertThat(FailureRules.apart(stranger(3), 0)).isTrue();
    }

    @Test
    void onlyADispatchersSuspectIsAnnounced() {
        assertThat(FailureRules.announced(new Provenance(false, ALONE, 1))).isTrue();
        assertThat(FailureRules.announced(row(1))).isFalse();
        assertThat(FailureRules.announced(new Provenance(true, ALONE, 1))).isFalse();
    }

    @Test
    void whatIsHandedBackMoreThanOnceGoesToItsDispatcherBeforeTheBrokerLosesPatience() {
        assertThat(FailureRules.givenBackByNotice(row(1))).isFalse();
        assertThat(FailureRules.givenBackByNotice(row(2))).isTrue();
        assertThat(FailureRules.givenBackByNotice(new Provenance(false, ALONE, 1)))
                .isTrue();
        assertThat(FailureRules.givenBackByNotice(stranger(2))).isFalse();
    }

    @Test
    void aDeviceHangsOnceItsTimeIsOver() {
        assertThat(rules.hung(Duration.ofMinutes(15))).isFalse();
        assertThat(rules.hung(Duration.ofMinutes(15).plusMillis(1))).isTrue();
    }

    private static Provenance row(int deliveries) {
        return new Provenance(false, Publication.FIRST, deliveries);
    }

    private static Provenance stranger(int deliveries) {
        return new Provenance(true, Publication.FIRST, deliveries);
    }
}
