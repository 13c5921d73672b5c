package io.wuerstchen.fleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobNotice.Attempting;
import io.wuerstchen.fleet.common.job.JobNotice.Event;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobNotice.Retry;
import io.wuerstchen.fleet.common.job.JobNotice.Returned;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.OnDevice;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Tries;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Waiting;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OpenRowsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Place FIRST = new Place(0, 7);
    private static final Place SECOND = new Place(5, 3);

    private final OpenRows rows = new OpenRows(new BackOff(() -> 0.5));

    @Test
    void aFailedAttemptWaitsOutsideTheWindowTwiceAsLongEachTime() {
        rows.published(1, 4, Tries.NONE, FIRST);

        hear(FIRST, new Retry(FailureKind.MODEL_ERROR, "it failed", 2));

        assertThat(rows.images()).isZero();
        assertThat(rows.waiting()).isEqualTo(1);
        assertThat(rows.due(NOW.plusMillis(999), 10)).isEmpty();
        assertThat(rows.due(NOW.plusMillis(1000), 10)).singleElement().satisfies(row -> assertThat(row.tries())
                .isEqualTo(new Tries(2, 0, false)));
    }

    @Test
    void theLongestWaitIsAMinute() {
        assertThat(new BackOff(() -> 0.999).after(30)).isLessThan(Duration.ofSeconds(60));
        assertThat(new BackOff(() -> 0.999).after(1)).isLessThan(Duration.ofSeconds(1));
        assertThat(new BackOff(() -> 0.999).after(3)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void whatIsGivenBackIsDueAtOnceAndCountsNothing() {
        rows.published(1, 1, new Tries(1, 0, false), FIRST);

        hear(FIRST, new Returned("draining", 1));

        assertThat(rows.due(NOW, 10)).singleElement().satisfies(row -> assertThat(row.tries())
                .isEqualTo(new Tries(1, 0, false)));
    }

    @Test
    void whatIsGivenBackEachTimeWaitsTwiceAsLongEachTimeUntilSomethingElseComesOfIt() {
        assertThat(pauseOnceGivenBack()).isEqualTo(Duration.ZERO);
        assertThat(pauseOnceGivenBack()).isEqualTo(Duration.ofMillis(500));
        assertThat(pauseOnceGivenBack()).isEqualTo(Duration.ofSeconds(1));
        assertThat(pauseOnceGivenBack()).isEqualTo(Duration.ofSeconds(2));

        rows.published(1, 1, Tries.NONE, FIRST);
        hear(FIRST, new Retry(FailureKind.MODEL_ERROR, "it failed", 1));

        assertThat(pauseOnceGivenBack()).isEqualTo(Duration.ZERO);
        rows.ended(1);
        assertThat(pauseOnceGivenBack()).isEqualTo(Duration.ZERO);
    }

    private Duration pauseOnceGivenBack() {
        rows.published(1, 1, Tries.NONE, FIRST);
        hear(FIRST, new Returned("the store refuses it", 2));
        Waiting turn = (Waiting) row(1).at();
        return Duration.between(NOW, turn.due());
    }

    @Test
    void whatWasDeliveredThreeTimesIsSuspected() {
        rows.published(1, 1, Tries.NONE, FIRST);

        hear(FIRST, new Returned("delivered too often", 3));

        assertThat(rows.due(NOW, 10))
                .singleElement()
                .satisfies(row -> assertThat(row.tries().alone()).isTrue());
    }

    @Test
    void afterACrashASuspectWaitsALittleAndAlwaysLessThanFourSeconds() {
        rows.published(1, 1, new Tries(0, 0, true), FIRST);
        rows.published(2, 1, new Tries(0, 8, true), SECOND);

        rows.crashed(rows.find(1).orElseThrow(), NOW);
        rows.crashed(rows.find(2).orElseThrow(), NOW);

        assertThat(rows.due(NOW.plusMillis(500), 10)).extracting(OpenRow::row).containsExactly(1L);
        assertThat(rows.due(NOW.plusSeconds(2), 10)).extracting(OpenRow::row).containsExactly(1L, 2L);
    }

    @Test
    void aProcessThatDiedBeforeItDrewASuspectClearsItOfAllCrashes() {
        rows.published(1, 1, new Tries(1, 4, true), FIRST);

        hear(FIRST, new Returned("delivered 2 times", 2));

        assertThat(rows.due(NOW, 10)).singleElement().satisfies(row -> assertThat(row.tries())
                .isEqualTo(new Tries(1, 0, true)));
    }

    @Test
    void aSuspectThatIsMerelyHandedBackIsNotCleared() {
        rows.published(1, 1, new Tries(0, 4, true), FIRST);

        hear(FIRST, new Returned("the store is away", 1));

        assertThat(rows.due(NOW, 10)).singleElement().satisfies(row -> assertThat(row.tries())
                .isEqualTo(new Tries(0, 4, true)));
    }

    @Test
    void aWordOnAnEarlierPublicationIsOutOfDate() {
        rows.published(1, 1, Tries.NONE, FIRST);
        rows.published(1, 1, new Tries(1, 0, false), SECOND);

        hear(FIRST, new Retry(FailureKind.MODEL_ERROR, "it failed", 1));
        hear(FIRST, new Returned("draining", 5));

        assertThat(rows.waiting()).isZero();
        assertThat(rows.find(1).flatMap(OpenRow::place)).contains(SECOND);
    }

    @Test
    void aWordOnARowThatIsNotOpenChangesNothing() {
        hear(FIRST, new Returned("draining", 1));

        assertThat(rows.size()).isZero();
    }

    @Test
    void whatIsAloneOnADeviceWaitsForTheVerdictOnItsProcess() {
        rows.published(1, 1, new Tries(0, 0, true), FIRST);
        hear(FIRST, new Attempting("p-1"));

        hear(FIRST, new Returned("an alone record, delivered again", 2));

        assertThat(rows.find(1).orElseThrow().at()).isInstanceOf(OnDevice.class);
        assertThat(rows.waiting()).isZero();
    }

    @Test
    void aLostRowIsPublishedAgainAtOnceButOneAloneOnADeviceOnlyOnceItsProcessWouldHaveBeenMissed() {
        rows.published(1, 1, Tries.NONE, FIRST);
        rows.published(2, 1, new Tries(0, 0, true), SECOND);
        rows.hear(new JobNotice(new JobId("demo", 2), "w1", SECOND, new Attempting("p-1")), NOW);

        assertThat(rows.lost(row(1), NOW)).isTrue();
        assertThat(rows.lost(row(2), NOW)).isFalse();
        assertThat(rows.lost(row(2), NOW.plusSeconds(14))).isFalse();
        assertThat(rows.lost(row(2), NOW.plusSeconds(15))).isTrue();
        assertThat(rows.due(NOW.plusSeconds(15), 10)).extracting(OpenRow::row).containsExactly(1L, 2L);
    }

    @Test
    void theWindowHoldsWhatIsWithTheWorkersHoweverOftenARowMoves() {
        rows.published(1, 3, Tries.NONE, FIRST);
        rows.published(2, 4, Tries.NONE, SECOND);
        rows.again(row(1), NOW);
        rows.published(1, 3, Tries.NONE, new Place(9, 9));
        rows.ended(2);
        rows.ended(2);

        assertThat(rows.images()).isEqualTo(3);
        assertThat(rows.size()).isEqualTo(1);
    }

    private OpenRow row(long number) {
        return rows.find(number).orElseThrow();
    }

    private void hear(Place place, Event event) {
        rows.hear(new JobNotice(new JobId("demo", 1), "w1", place, event), NOW);
    }
}
