package io.wuerstchen.fleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.OnDevice;
import io.wuerstchen.fleet.dispatcher.ledger.Suspicion.Fate;
import io.wuerstchen.fleet.dispatcher.ledger.Suspicion.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SuspicionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final OnDevice ALONE = new OnDevice(new Place(0, 7), "p-1", NOW, null);

    @Test
    void onlyADeathWithoutAFarewellCounts() {
        assertThat(Suspicion.of(ALONE, Fate.DIED, NOW)).isEqualTo(Verdict.CRASHED);
        assertThat(Suspicion.of(ALONE, Fate.LEFT, NOW)).isEqualTo(Verdict.CLEARED);
        assertThat(Suspicion.of(ALONE, Fate.LIVES, NOW.plusSeconds(1000))).isEqualTo(Verdict.WAIT);
    }

    @Test
    void aProcessThatNobodyKnowsIsWaitedForAndThenBlamesNobody() {
        assertThat(Suspicion.of(ALONE, Fate.UNKNOWN, NOW.plusSeconds(14))).isEqualTo(Verdict.WAIT);
        assertThat(Suspicion.of(ALONE, Fate.UNKNOWN, NOW.plusSeconds(15))).isEqualTo(Verdict.CLEARED);
    }
}
