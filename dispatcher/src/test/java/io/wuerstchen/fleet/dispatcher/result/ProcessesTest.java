package io.wuerstchen.fleet.dispatcher.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.dispatcher.ledger.Suspicion.Fate;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Processes processes = new Processes();

    @Test
    void oneThatIsSilentForFifteenSecondsWhileOthersAreHeardHasDied() {
        processes.heard("w1", "p-1", NOW);

        hearOther(5, 10, 14);
        assertThat(processes.fate("p-1")).isEqualTo(Fate.LIVES);
        hearOther(15);
        assertThat(processes.fate("p-1")).isEqualTo(Fate.DIED);
    }

    @Test
    void whereNobodyIsHeardNobodyHasDied() {
        processes.heard("w1", "p-1", NOW);

        hearOther(60);

        assertThat(processes.fate("p-1")).isEqualTo(Fate.LIVES);
    }

    @Test
    void oneThatSaidFarewellHasLeft() {
        processes.heard("w1", "p-1", NOW);
        processes.left("w1");

        assertThat(processes.fate("p-1")).isEqualTo(Fate.LEFT);
    }

    @Test
    void oneWhoseNameAnotherHasTakenHasDied() {
        processes.heard("w1", "p-1", NOW);
        processes.heard("w1", "p-2", NOW.plusSeconds(1));

        assertThat(processes.fate("p-1")).isEqualTo(Fate.DIED);
        assertThat(processes.fate("p-2")).isEqualTo(Fate.LIVES);
    }

    @Test
    void aFarewellIsOfTheLastProcessOfItsName() {
        processes.heard("w1", "p-1", NOW);
        processes.left("w1");
        processes.heard("w1", "p-2", NOW);

        assertThat(processes.fate("p-1")).isEqualTo(Fate.LEFT);
        assertThat(processes.fate("p-2")).isEqualTo(Fate.LIVES);
    }

    @Test
    void ofOneThatNeverSpokeNothingIsKnown() {
        processes.heard("w1", null, NOW);

        assertThat(processes.fate("p-1")).isEqualTo(Fate.UNKNOWN);
    }

    private void hearOther(int... seconds) {
        for (int second : seconds) {
            processes.heard("other", "p-9", NOW.plusSeconds(second));
        }
    }
}
