package io.wuerstchen.fleet.chaos.check;

import static io.wuerstchen.fleet.chaos.check.MadeUp.answer;
import static io.wuerstchen.fleet.chaos.check.MadeUp.committed;
import static io.wuerstchen.fleet.chaos.check.MadeUp.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest.Body;
import io.wuerstchen.fleet.common.job.JobId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture that is put and committed, and a segment. */
class ChangesCheckTest {
    private static final String KEY = "batches/b/images/00000/000000000-0.png";
    private static final String SEGMENT = "batches/b/results/00000-00000.jsonl.zst";

    private final List<LoggedRequest> requests = new ArrayList<>(
            List.of(put("worker-1", KEY, "cat", 1, 200), put("dispatcher-1", SEGMENT, "segment", 3, 200)));

    @Test
    void aPutWithoutConditionIsAChange() {
        requests.set(0, new LoggedRequest("worker-1", "PUT", KEY, new Body(3, "cat", false, "cat"), answer(1, 200)));

        assertFound(KEY, "put it without a condition");
    }

    @Test
    void aSegmentThatIsPutWithoutConditionIsAChangeThoughNobodyKnowsWhatStoodThere() {
        requests.add(1, put("dispatcher-1", SEGMENT, "earlier", 2, LoggedRequest.UNKNOWN));
        requests.set(
                2,
                new LoggedRequest(
                        "dispatcher-1", "PUT", SEGMENT, new Body(7, "segment", false, "segment"), answer(3, 200)));

        assertFound(SEGMENT, "put it without a condition");
    }

    @Test
    void aPutOrDeletionAfterTheResultIsAChange() {
        requests.add(put("worker-2", KEY, "cat", 4, 200));
        assertFound(KEY, "sent a PUT after the row was committed");

        requests.set(2, new LoggedRequest("dispatcher-1", "DELETE", KEY, Body.NONE, answer(4, 204)));
        assertFound(KEY, "sent a DELETE after the row was committed");
    }

    @Test
    void aDeletionBeforeTheRowIsCommittedAllowsOtherBytes() {
        requests.add(0, put("worker-1", KEY, "dog", 0, 200));
        requests.add(1, new LoggedRequest("dispatcher-1", "DELETE", KEY, Body.NONE, answer(0, 204)));

        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {SEGMENT, "batches/b/input/00000-abc.jsonl.zst", "batches/b/report.json"})
    void aDeletionOfWhatABatchKeepsIsAChangeWhateverCameOfIt(String key) {
        requests.add(new LoggedRequest("dispatcher-1", "DELETE", key, Body.NONE, answer(4, LoggedRequest.UNKNOWN)));

        assertFound(key, "meant to delete it");
    }

    @Test
    void aDeletionOfAnOldSnapshotIsNoFlaw() {
        String snapshot = "batches/b/snapshots/0000000001-0000000000";
        requests.add(put("dispatcher-1", snapshot, "old", 4, 200));
        requests.add(new LoggedRequest("dispatcher-1", "DELETE", snapshot, Body.NONE, answer(5, 204)));

        assertThat(found()).isEmpty();
    }

    private void assertFound(String about, String words) {
        assertThat(found()).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.CHANGED);
            assertThat(violation.about()).isEqualTo(about);
            assertThat(violation.what()).contains(words);
        });
    }

    private List<Violation> found() {
        Spoken spoken = new Spoken(List.of(committed(new JobId("b", 0), KEY, "cat", 2)), List.of(), List.of());
        return ChangesCheck.find(new Evidence(List.of(), requests, spoken, List.of(), Recorded.NOTHING))
                .toList();
    }
}
