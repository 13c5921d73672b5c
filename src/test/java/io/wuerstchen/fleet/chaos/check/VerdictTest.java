package io.wuerstchen.fleet.chaos.check;

import static io.wuerstchen.fleet.chaos.check.MadeUp.answer;
import static io.wuerstchen.fleet.chaos.check.MadeUp.claim;
import static io.wuerstchen.fleet.chaos.check.MadeUp.committed;
import static io.wuerstchen.fleet.chaos.check.MadeUp.job;
import static io.wuerstchen.fleet.chaos.check.MadeUp.put;
import static io.wuerstchen.fleet.chaos.check.MadeUp.renewal;
import static io.wuerstchen.fleet.chaos.check.MadeUp.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.chaos.check.Spoken.PublishedJob;
import io.wuerstchen.fleet.chaos.check.StandingObject.Look;
import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest.Body;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.Publication;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Three rows (one committed, one rejected, one dead as BadImage) without fault; then every promise broken, one at a time. */
class VerdictTest {
    private static final JobId CAT = new JobId("b", 0);
    private static final JobId REFUSED = new JobId("b", 1);
    private static final JobId POISON = new JobId("b", 2);
    private static final String KEY = "batches/b/images/00000/000000000-0.png";
    private static final String SEGMENT = "batches/b/results/00000-00000.jsonl.zst";

    private final List<ExpectedRow> rows = new ArrayList<>(List.of(
            new ExpectedRow(CAT, Set.of(), Map.of(KEY, "cat")),
            new ExpectedRow(REFUSED, Set.of(), Map.of()),
            new ExpectedRow(POISON, Set.of(FailureKind.BAD_IMAGE), Map.of())));
    private final List<LoggedRequest> requests = new ArrayList<>(
            List.of(put("worker-1", KEY, "cat", 1, 200), put("dispatcher-1", SEGMENT, "segment", 3, 200)));
    private final List<RawResult> results = new ArrayList<>(
            List.of(committed(CAT, KEY, "cat", 2), result(POISON, new Dead(FailureKind.BAD_IMAGE, "NaN"), 2)));
    private final List<Place> noticed = new ArrayList<>();
    private final List<PublishedJob> published = new ArrayList<>(List.of(job(CAT, 0, 0, Publication.FIRST)));
    private final List<RawResult> recorded = new ArrayList<>(results);
    private final Set<JobId> rejected = new HashSet<>(Set.of(REFUSED));
    private final List<StandingObject> objects = new ArrayList<>(List.of(
            new StandingObject(KEY, 3, "cat", "cat", Look.WHOLE),
            new StandingObject(SEGMENT, 7, "segment", "", Look.WHOLE)));

    @Test
    void aRunWithoutFlawIsClean() {
        // When
        Verdict verdict = verdict();

        // Then
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.pictures()).isEqualTo(1);
    }

    @Test
    void repeatedEqualResultsAndADeadOneBesideACommittedOneAreNoFlaw() {
        results.add(committed(CAT, KEY, "cat", 5));
        results.add(result(CAT, new Dead(FailureKind.MODEL_ERROR, "late"), 6));
        requests.add(put("worker-2", KEY, "cat", 4, 412));

        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aPutWhoseAnswerWasLostAndThatWasTriedAgainIsNoFlaw() {
        requests.set(0, put("worker-1", KEY, "cat", 1, LoggedRequest.UNKNOWN));
        requests.add(put("worker-1", KEY, "cat", 1, 412));

        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aRowWithoutResultIsLost() {
        results.remove(0);
        recorded.remove(0);
        objects.remove(0);

        assertFound(Kind.LOST, "b/0", "never committed; no result");
    }

    @Test
    void aGoodRowThatIsDeadIsLost() {
        results.set(0, result(CAT, new Dead(FailureKind.CRASH, "three deaths"), 2));
        recorded.set(0, results.get(0));
        objects.remove(0);

        assertFound(Kind.LOST, "b/0", "dead as Crash (three deaths)");
    }

    @Test
    void aResultThatStandsInNoSegmentIsLost() {
        recorded.remove(0);

        assertFound(Kind.LOST, "b/0", "in no segment");
    }

    @Test
    void aGoodRowThatWasDeadWhenItsCommitCameIsLostAndNothingElseIsAskedOfIt() {
        // Given what the dispatcher has deleted of it by then, or soon after
        results.set(0, result(CAT, new Dead(FailureKind.MODEL_ERROR, "thrice"), 2));
        results.add(committed(CAT, KEY, "cat", 5));
        recorded.set(0, results.get(0));
        requests.add(new LoggedRequest("dispatcher-1", "DELETE", KEY, Body.NONE, answer(6, 204)));
        objects.remove(0);

        assertFound(Kind.LOST, "b/0", "never committed; dead as ModelError (thrice)");
    }

    @Test
    void aRowThatIsRecordedAsDeadThoughItsCommitCameFirstIsLost() {
        results.add(result(CAT, new Dead(FailureKind.MODEL_ERROR, "late"), 5));
        recorded.set(0, results.get(2));

        assertFound(Kind.LOST, "b/0", "in no segment");
    }

    @Test
    void aCommitThatCameTooLateIsNoExcuseForAPoisonedRowNorForWhatStandsOfIt() {
        // Given
        String stray = "batches/b/images/00000/000000002-0.png";
        results.add(committed(POISON, stray, "nan", 5));
        assertFound(Kind.CHANGED, "b/2", "was to be dead");

        // When
        requests.add(put("worker-1", stray, "nan", 4, 200));
        objects.add(new StandingObject(stray, 3, "nan", "nan", Look.WHOLE));

        // Then
        assertThat(verdict().violations())
                .extracting(Violation::kind)
                .containsExactlyInAnyOrder(Kind.CHANGED, Kind.ORPHAN);
    }

    @Test
    void aPoisonedRowThatIsRecordedAsDeadForAnotherReasonIsLost() {
        recorded.set(1, result(POISON, new Dead(FailureKind.CRASH, "killed"), 2));

        assertFound(Kind.LOST, "b/2", "in no segment");
    }

    @Test
    void aRejectionThatStandsNowhereIsLostAndThatOfAnyOtherRowIsDouble() {
        rejected.clear();
        assertFound(Kind.LOST, "b/1", "its rejection stands nowhere");

        rejected.addAll(Set.of(REFUSED, POISON));
        assertFound(Kind.DOUBLE, "b/2", "stands as rejected");
    }

    @Test
    void aResultWithoutItsObjectIsLost() {
        objects.remove(0);

        assertFound(Kind.LOST, KEY, "does not stand");
    }

    @Test
    void aResultThatNamesOtherObjectsThanTheRowHasIsLost() {
        rows.set(0, new ExpectedRow(CAT, Set.of(), Map.of(KEY, "cat", "batches/b/latents/x", "latents")));

        assertFound(Kind.LOST, "b/0", "committed with");
    }

    @Test
    void twoResultsThatDifferAreDouble() {
        results.add(committed(CAT, KEY, "dog", 3));

        assertFound(Kind.DOUBLE, "b/0", "committed as 2 different ones");
    }

    @Test
    void aResultOfARejectedRowIsDouble() {
        results.add(result(REFUSED, new Dead(FailureKind.INVALID_JOB, "size"), 3));
        recorded.add(results.get(2));

        assertFound(Kind.DOUBLE, "b/1", "was to be rejected");
    }

    @Test
    void aResultOfNoRowIsDouble() {
        results.add(result(new JobId("b", 9), new Dead(FailureKind.INVALID_JOB, "size"), 3));

        assertFound(Kind.DOUBLE, "b/9", "no row of the input");
    }

    @Test
    void aPoisonedRowThatIsCommittedOrDeadForAnotherReasonIsFound() {
        results.set(1, result(POISON, new Dead(FailureKind.TIMEOUT, "hung"), 2));
        assertFound(Kind.LOST, "b/2", "dead as Timeout");

        String other = "batches/b/images/00000/000000002-0.png";
        results.set(1, committed(POISON, other, "nan", 2));
        recorded.set(1, results.get(1));
        objects.add(new StandingObject(other, 3, "nan", "nan", Look.WHOLE));
        requests.add(put("worker-1", other, "nan", 1, 200));
        assertFound(Kind.CHANGED, "b/2", "was to be dead");
    }

    @Test
    void bytesThatAreNotWhatResultOrMetadataSayAreTorn() {
        objects.set(0, new StandingObject(KEY, 2, "ca", "cat", Look.WHOLE));
        assertThat(verdict().count(Kind.TORN)).isPositive();

        objects.set(0, new StandingObject(KEY, 3, "cat", "dog", Look.WHOLE));
        assertFound(Kind.TORN, KEY, "says dog");

        objects.set(0, new StandingObject(KEY, 3, "cat", "cat", Look.UNREADABLE));
        assertFound(Kind.TORN, KEY, "can't be read");
    }

    @Test
    void anObjectOfTheBatchThatNobodyPutLikeThatIsTorn() {
        objects.set(1, new StandingObject(SEGMENT, 4, "segm", "", Look.WHOLE));

        assertFound(Kind.TORN, SEGMENT, "nothing that anybody put there");
    }

    @Test
    void aJobPublishedAgainIsDoubleUnlessAWorkerSpokeOfItsRecordOrItIsRetried() {
        published.add(job(CAT, 7, 1, new Publication(true, 0, 1, false)));
        assertFound(Kind.DOUBLE, "b/0", "nobody spoke of the record");

        noticed.add(new Place(3, 0));
        assertThat(verdict().violations()).isEmpty();

        published.add(job(CAT, 9, 2, new Publication(true, 1, 0, false)));
        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aRowThatNobodySpokeOfButThatIsRecordedAsCommittedIsNoFlaw() {
        results.remove(0);

        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void anObjectOfNoCommittedRowIsAnOrphan() {
        String stray = "batches/b/embeddings/00000/000000002-0.safetensors";
        objects.add(new StandingObject(stray, 3, "stray", "stray", Look.WHOLE));
        requests.add(put("worker-1", stray, "stray", 1, 200));

        assertFound(Kind.ORPHAN, stray, "no committed row");
    }

    @Test
    void otherBytesOverWhatStandsAreAChange() {
        requests.add(1, put("worker-2", KEY, "dog", 1, 200));

        assertFound(Kind.CHANGED, KEY, "worker-2 put other bytes over");
    }

    @Test
    void aPictureThatIsNotTheOneWithoutFaultsIsAChange() {
        rows.set(0, new ExpectedRow(CAT, Set.of(), Map.of(KEY, "the same cat with its own seed")));

        assertFound(Kind.CHANGED, KEY, "another one than without faults");
    }

    @Test
    void aPictureThatADeviceMayHaveMadeALittleDifferentIsNoFlaw() {
        rows.set(0, new ExpectedRow(CAT, Set.of(), Map.of(KEY, "the same cat, added up in another order")));
        objects.set(0, new StandingObject(KEY, 3, "cat", "cat", Look.ALIKE));

        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aWriteOfAnOwnerWhoHasBeenReplacedIsDouble() {
        requests.add(claim("dispatcher-1", 1, 0, 200));
        requests.add(renewal("dispatcher-1", 1, 5, 200));
        requests.add(claim("dispatcher-2", 2, 10, 200));
        assertThat(verdict().violations()).isEmpty();

        requests.add(put("dispatcher-1", "batches/b/wanted.json", "late", 14, 200));
        assertFound(Kind.DOUBLE, "batches/b/wanted.json", "another owner");
    }

    private void assertFound(Kind kind, String about, String words) {
        assertThat(verdict().violations()).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(kind);
            assertThat(violation.about()).isEqualTo(about);
            assertThat(violation.what()).contains(words);
        });
    }

    private Verdict verdict() {
        Spoken spoken = new Spoken(results, noticed, published);
        return Verdict.of(new Evidence(rows, requests, spoken, objects, new Recorded(recorded, rejected)));
    }
}
