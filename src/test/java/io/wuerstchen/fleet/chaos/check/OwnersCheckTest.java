package io.wuerstchen.fleet.chaos.check;

import static io.wuerstchen.fleet.chaos.check.MadeUp.claim;
import static io.wuerstchen.fleet.chaos.check.MadeUp.late;
import static io.wuerstchen.fleet.chaos.check.MadeUp.put;
import static io.wuerstchen.fleet.chaos.check.MadeUp.renewal;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch that goes from {@code dispatcher-1} to {@code dispatcher-2}. */
class OwnersCheckTest {
    private final List<LoggedRequest> requests = new ArrayList<>();

    @Test
    void requestsThatCameInTimeAndWerePassedOnLateAreNoFlaw() {
        requests.add(claim("dispatcher-1", 1, 0, 200));
        requests.add(claim("dispatcher-2", 2, 20, 200));
        requests.add(late(renewal("dispatcher-1", 1, 5, 200), 25));
        requests.add(late(put("dispatcher-1", "batches/b/snapshots/0000000001-0000000004", "late", 6, 200), 38));

        assertThat(found()).isEmpty();
    }

    @Test
    void whatAStoppedOwnerHadInHandIsNoFlawWhenItWakesAndAnythingAfterThatIs() {
        // Given an owner that is stopped from 5 to 30
        requests.add(claim("dispatcher-1", 1, 0, 200));
        requests.add(renewal("dispatcher-1", 1, 5, 200));
        requests.add(claim("dispatcher-2", 2, 20, 200));
        requests.add(renewal("dispatcher-1", 1, 30, 200));
        requests.add(put("dispatcher-1", "batches/b/snapshots/0000000001-0000000004", "late", 31, 200));
        assertThat(found()).isEmpty();

        // When
        requests.add(renewal("dispatcher-1", 1, 35, 200));

        // Then
        assertFound("batches/b/owner/0000000001", "came at 2026-01-01T00:00:35Z");
    }

    @Test
    void anOwnerThatOnlyWaitedForAnAnswerIsGrantedNothing() {
        requests.add(claim("dispatcher-1", 1, 0, 200));
        requests.add(late(renewal("dispatcher-1", 1, 5, LoggedRequest.NEVER), 30));
        requests.add(claim("dispatcher-2", 2, 20, 200));
        requests.add(put("dispatcher-1", "batches/b/snapshots/0000000001-0000000004", "late", 31, 200));

        assertFound("batches/b/snapshots/0000000001-0000000004", "another owner");
    }

    @Test
    void anOwnerIsKnownEvenIfNobodyHeardThatItsLeaseWasPut() {
        requests.add(claim("dispatcher-1", 1, 0, 200));
        requests.add(renewal("dispatcher-1", 1, 5, 200));
        requests.add(claim("dispatcher-2", 2, 10, LoggedRequest.UNKNOWN));
        requests.add(claim("dispatcher-2", 2, 10, 412));
        requests.add(put("dispatcher-1", "batches/b/wanted.json", "late", 14, 200));
        requests.add(renewal("dispatcher-2", 2, 15, 200));

        assertFound("batches/b/wanted.json", "dispatcher-1 changed it");
    }

    @Test
    void anOwnerIsNobodyWhoseLeaseWasNeverPut() {
        requests.add(claim("dispatcher-1", 1, 0, 200));
        requests.add(renewal("dispatcher-1", 1, 5, 200));
        requests.add(claim("dispatcher-2", 2, 6, LoggedRequest.UNKNOWN));
        requests.add(renewal("dispatcher-1", 1, 10, 200));

        assertThat(found()).isEmpty();
    }

    private void assertFound(String about, String words) {
        assertThat(found()).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.DOUBLE);
            assertThat(violation.about()).isEqualTo(about);
            assertThat(violation.what()).contains(words);
        });
    }

    private List<Violation> found() {
        return OwnersCheck.find(new Evidence(List.of(), requests, Spoken.NOTHING, List.of(), Recorded.NOTHING))
                .toList();
    }
}
