package io.wuerstchen.fleet.dispatcher.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.JobObjects;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.dispatcher.BatchSpec;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import io.wuerstchen.fleet.dispatcher.plan.RowSeeds;
import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;
import io.wuerstchen.fleet.dispatcher.proof.Proof.Verdict;
import io.wuerstchen.fleet.dispatcher.testing.Samples;
import io.wuerstchen.fleet.dispatcher.testing.StoredBatch;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final JobPlanner DEMO = new JobPlanner(
            "demo",
            JobPlanner.Target.of(Samples.MODEL, Settings.NONE, Settings.NONE),
            BatchSpec.DEFAULT_MAX_PIXELS,
            "demo");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final StoredBatch batch = new StoredBatch(store);
    private final List<Finding> findings = new ArrayList<>();
    /** Objects of this store are of the epoch's first instant. */
    private Instant now = Instant.EPOCH.plusSeconds(3600);

    private boolean deep;
    private Optional<JobPlanner> planner = Optional.empty();

    @Test
    void provesABatchInWhichEveryRowCameOutOnce() throws InterruptedException {
        // Given
        batch.committed();
        batch.dead(FailureKind.BAD_IMAGE);
        batch.rejected();
        batch.refused();
        batch.cancelled();
        batch.finished();

        // When
        Proof proof = prove();

        // Then
        assertThat(proof.line())
                .isEqualTo("requested=5 committed=1 dead=1 rejected=2 cancelled=1"
                        + " missing=0 differing=0 orphans=0 torn=0");
        assertThat(proof.verdict()).isEqualTo(Verdict.PROVEN);
        assertThat(findings).isEmpty();
    }

    @Test
    void rowsOfManyFoldersAreToldInOrder() throws InterruptedException {
        for (int row = 0; row < 30_001; row++) {
            batch.rejected();
        }
        long open = batch.open();
        long committed = batch.committed();
        batch.put(25_000, 0, "other");
        batch.finished();
        store.delete(batch.keys(committed, 0).get(0));

        Proof proof = prove();

        assertThat(proof.line())
                .isEqualTo("requested=30003 committed=1 dead=0 rejected=30001 cancelled=0"
                        + " missing=2 differing=0 orphans=2 torn=0");
        assertThat(findings).extracting(Finding::row).containsExactly(25_000L, 25_000L, open, committed);
    }

    @Test
    void aDeletedPictureIsMissingWithItsRowAndName() throws InterruptedException {
        long row = batch.committed();
        batch.finished();
        store.delete(batch.keys(row, 1).get(0));

        assertThat(prove().verdict()).isEqualTo(Verdict.NOT_PROVEN);
        assertThat(findings)
                .containsExactly(new Finding(
                        Problem.MISSING,
                        row,
                        "batches/demo/images/00000/000000000-1.png",
                        "committed, but this object does not stand"));
    }

    @Test
    void aRowWithoutAnOutcomeIsMissingOnceTheBatchHasEnded() throws InterruptedException {
        batch.committed();
        long row = batch.open();
        batch.finished();

        assertThat(prove().line()).contains("requested=2 committed=1", "missing=1");
        assertThat(findings).extracting(Finding::row).containsExactly(row);
    }

    @Test
    void anotherSizeIsTornAtOnceAndAnotherByteWhenReadAgain() throws InterruptedException {
        long longer = batch.committed();
        long flipped = batch.committed();
        batch.finished();
        change(batch.keys(longer, 0).get(0), bytes -> new byte[bytes.length + 1]);
        change(batch.keys(flipped, 0).get(1), bytes -> {
            bytes[3] ^= 1;
            return bytes;
        });

        assertThat(prove().line()).contains("torn=1");
        deep = true;
        findings.clear();
        assertThat(prove().line()).contains("torn=2");
        assertThat(findings).extracting(Finding::row).containsExactly(longer, flipped);
        assertThat(findings.get(1).reason()).startsWith("sha256 ");
    }

    @Test
    void aSecondCommittedResultMustNameTheSameBytes() throws InterruptedException {
        long same = batch.committed();
        batch.commit(same, "");
        long other = batch.committed();
        batch.commit(other, "drawn otherwise");
        batch.finished();

        assertThat(prove().line()).contains("committed=2", "differing=1");
        assertThat(findings).extracting(Finding::row).containsExactly(other);
    }

    @Test
    void aResultMustNameEverythingThatTheRowAsksFor() throws InterruptedException {
        long row = batch.open();
        batch.commitAs(row, Samples.committed(row, "w1"));
        batch.finished();

        assertThat(prove().line()).contains("committed=1", "missing=1 differing=0");
    }

    @Test
    void aRowIsPlannedAgainToKnowWhatItAsksFor() throws InterruptedException {
        planner = Optional.of(DEMO);
        long row = batch.open();
        batch.put(row, 0);
        batch.put(row, 1);
        batch.commitAs(row, drawn(row, 128, 2));
        batch.finished();

        assertThat(prove().verdict()).isEqualTo(Verdict.PROVEN);
    }

    @Test
    void aResultThatNamesLessThanTheRowAsksForIsMissingThoughItSaysThatItWasAskedForNoMore()
            throws InterruptedException {
        planner = Optional.of(DEMO);
        long row = batch.open();
        batch.put(row, 0);
        batch.commitAs(row, drawn(row, 128, 1));
        batch.finished();

        assertThat(prove().line()).contains("committed=1", "missing=1 differing=0");
        assertThat(findings)
                .extracting(Finding::key)
                .containsExactly(batch.keys(row, 0).get(0));
    }

    @Test
    void aResultOfAnotherSizeOrSeedIsDiffering() throws InterruptedException {
        planner = Optional.of(DEMO);
        long wide = batch.open();
        batch.put(wide, 0);
        batch.put(wide, 1);
        batch.commitAs(wide, drawn(wide, 256, 2));
        long seeded = batch.committed();
        batch.finished();

        assertThat(prove().line()).contains("committed=2", "missing=0 differing=2");
        assertThat(findings).extracting(Finding::row).containsExactly(wide, seeded);
        assertThat(findings)
                .extracting(Finding::reason)
                .containsOnly("a committed result of another model, size or seed");
    }

    @Test
    void aCommittedRowThatCanNotBeHadIsDiffering() throws InterruptedException {
        JobPlanner.Target target = JobPlanner.Target.of(Samples.MODEL, Settings.NONE, Settings.NONE);
        planner = Optional.of(new JobPlanner("demo", target, 128 * 64, "demo"));
        batch.committed();
        batch.finished();

        assertThat(prove().line()).contains("committed=1", "missing=0 differing=1");
        assertThat(findings.get(0).reason()).startsWith("committed, though it can't be had: ");
    }

    @Test
    void aResultOfAnotherPromptIsDiffering() throws InterruptedException {
        long row = batch.open("a green pear");
        batch.put(row, 0);
        batch.put(row, 1);
        batch.commit(row, "");
        batch.finished();

        assertThat(prove().line()).contains("committed=1", "differing=1");
    }

    @Test
    void objectsThatNoResultNamesAreOrphans() throws InterruptedException {
        batch.committed();
        long dead = batch.dead(FailureKind.MODEL_ERROR);
        batch.put(dead, 1);
        put("batches/demo/images/00000/notes.txt");
        put("batches/demo/images/00007/000070000-0.png");
        put("batches/demo/latents/stray");
        batch.finished();

        assertThat(prove().line()).contains("orphans=5");
        assertThat(findings)
                .extracting(Finding::problem)
                .containsExactly(Problem.STRAY, Problem.STRAY, Problem.ORPHAN, Problem.ORPHAN, Problem.ORPHAN);
    }

    @Test
    void whatStandsInTheWayOfAConflictIsNoOrphan() throws InterruptedException {
        long row = batch.dead(FailureKind.CONFLICT);
        batch.put(row, 0, "another work");
        batch.finished();

        assertThat(prove().verdict()).isEqualTo(Verdict.PROVEN);
    }

    @Test
    void youngObjectsArePendingAndNothingIsProvenYet() throws InterruptedException {
        batch.put(batch.dead(FailureKind.BAD_IMAGE), 0);
        batch.finished();
        now = Instant.EPOCH.plusSeconds(30);

        Proof proof = prove();

        assertThat(proof.line()).endsWith("orphans=0 torn=0 pending=2");
        assertThat(proof.verdict()).isEqualTo(Verdict.UNFINISHED);
    }

    @Test
    void anUnfinishedBatchMayHaveOpenRowsWithObjects() throws InterruptedException {
        batch.committed();
        batch.put(batch.open(), 0);
        batch.put(batch.dead(FailureKind.BAD_IMAGE), 0);
        batch.stored();

        Proof proof = prove();

        assertThat(proof.line())
                .isEqualTo("requested=3 committed=1 dead=1 rejected=0 cancelled=0"
                        + " missing=0 differing=0 orphans=0 torn=0 open=1");
        assertThat(proof.verdict()).isEqualTo(Verdict.UNFINISHED);
    }

    @Test
    void committedBeatsDeadAndDeadBeatsCancelledInAnyOrder() throws InterruptedException {
        long row = batch.dead(FailureKind.BAD_IMAGE);
        batch.put(row, 0);
        batch.put(row, 1);
        batch.commit(row, "");
        batch.finished();

        assertThat(prove().line()).startsWith("requested=1 committed=1 dead=0");
    }

    @Test
    void rowsOfACancelledBatchOfWhichNobodySpeaksAreCancelled() throws InterruptedException {
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");
        batch.committed();
        batch.dead(FailureKind.BAD_IMAGE);
        batch.open();
        batch.finished();
        new Wanted(State.CANCELLED).write(objects);

        assertThat(prove().line()).startsWith("requested=3 committed=1 dead=1 rejected=0 cancelled=1 missing=0");

        // And still are when only others are tried again
        Generation.begin(objects, new Revival("BadImage"));
        new Wanted(State.RUNNING).write(objects);
        objects.putReport(1, new byte[] {'{', '}'});
        assertThat(prove().line()).startsWith("requested=3 committed=1 dead=1 rejected=0 cancelled=1 missing=0");

        // But not when they are themselves
        Generation.begin(objects, new Revival("Cancelled"));
        assertThat(prove().line()).endsWith("torn=0 open=1");
    }

    @Test
    void aRowWhoseDeathWasUndoneAndThatHasNoOutcomeSinceIsMissing() throws InterruptedException {
        long row = batch.dead(FailureKind.BAD_IMAGE);
        batch.dead(FailureKind.TIMEOUT);
        batch.dead(FailureKind.BAD_IMAGE, 1);
        batch.finished();
        triedAgain("BadImage");

        assertThat(prove().line()).contains("committed=0 dead=2", "missing=1");
        assertThat(findings).extracting(Finding::row).containsExactly(row);
    }

    @Test
    void aDeathThatMayBeLaterThanTheCallForAnotherGoCounts() throws InterruptedException {
        batch.dead(FailureKind.BAD_IMAGE);
        batch.stored();
        // So there is no report of the generation in which it died: it had not ended when the next one began.
        triedAgain(null);

        assertThat(prove().line()).contains("dead=1", "missing=0");
    }

    @Test
    void aCancelKillsAgainWhatWasToBeTriedAgain() throws InterruptedException {
        batch.dead(FailureKind.BAD_IMAGE);
        batch.finished();
        triedAgain(null);
        new Wanted(State.CANCELLED).write(new BatchObjects(store, new ObjectNames(""), "demo"));

        assertThat(prove().line()).contains("dead=1", "cancelled=0 missing=0");
    }

    @Test
    void aCancelledRowThatWasAskedForAgainAndHasNoOutcomeSinceIsMissing() throws InterruptedException {
        long row = batch.cancelled();
        batch.finished();
        new Wanted(State.CANCELLED).write(new BatchObjects(store, new ObjectNames(""), "demo"));
        assertThat(prove().line()).contains("cancelled=1 missing=0");

        triedAgain("Cancelled");

        assertThat(prove().line()).contains("cancelled=0 missing=1");
        assertThat(findings).extracting(Finding::row).containsExactly(row);
    }

    @Test
    void aDamagedSegmentIsNamed() {
        batch.committed();
        batch.finished();
        change("batches/demo/results/00000-00000.jsonl.zst", bytes -> {
            bytes[20] ^= 1;
            return bytes;
        });

        assertThatThrownBy(this::prove)
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("batches/demo/results/00000-00000.jsonl.zst", "sha256");
    }

    @Test
    void aBatchThatIsNotThereIsOneClearError() {
        assertThatThrownBy(this::prove)
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo (expected: one whose input is in the store)");
    }

    private Proof prove() throws InterruptedException {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new Reconciliation(store, new ObjectNames(""), clock, deep, objects -> planner)
                .prove("demo", findings::add);
    }

    /** Rows that came to nothing get another go, and that ends as well. */
    private void triedAgain(String reason) {
        BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");
        int generation = Generation.begin(objects, new Revival(reason)).number();
        new Wanted(State.RUNNING).write(objects);
        objects.putReport(generation, new byte[] {'{', '}'});
    }

    /** As a worker reports it that has drawn {@code n} pictures of a row, with the seed that the row has. */
    private static JobResult drawn(long row, int width, int n) {
        Settings settings = Samples.canvas(width, 128, n).over(Settings.BUILT_IN);
        Parameters parameters = Parameters.of("a red apple", settings, new RowSeeds("demo").of(row));
        GenerationJob job = StoredBatch.job(row);
        JobObjects objects = new JobObjects(new ObjectNames(""), job.id(), parameters);
        List<StoredImage> images = IntStream.range(0, n)
                .mapToObj(i -> new StoredImage(i, 1, artifacts(objects.of(i)), null, List.of()))
                .toList();
        return new JobResult(job.origin(), job.model(), "w1", new JobResult.Committed(parameters, images, 1));
    }

    private static List<StoredImage.Artifact> artifacts(List<JobObjects.Name> names) {
        return names.stream()
                .map(name -> {
                    byte[] bytes = StoredBatch.bytes(name.key());
                    return new StoredImage.Artifact(name.kind(), name.key(), Digests.sha256(bytes), bytes.length);
                })
                .toList();
    }

    private void put(String key) {
        store.putIfAbsent(new StoreObject(key, new byte[1], "text/plain", Map.of()));
    }

    private void change(String key, UnaryOperator<byte[]> change) {
        StoreObject object = store.object(key).orElseThrow();
        store.put(new StoreObject(key, change.apply(object.bytes()), object.mediaType(), object.metadata()));
    }
}
