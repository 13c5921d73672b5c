package io.wuerstchen.fleet.dispatcher.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Committed;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Missing;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Open;
import io.wuerstchen.fleet.dispatcher.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchRowsTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ObjectNames names = new ObjectNames("");
    private final BatchObjects objects = new BatchObjects(store, names, Samples.BATCH);
    private final io.wuerstchen.fleet.dispatcher.testing.StoredBatch batch =
            new io.wuerstchen.fleet.dispatcher.testing.StoredBatch(store);

    @Test
    void tellsEveryRowInOrderWithWhatBecameOfIt() {
        batch.committed();
        batch.dead(FailureKind.BAD_IMAGE);
        batch.rejected();
        batch.refused();
        batch.open();
        batch.stored();

        List<RowOutcome> rows = rows(0);

        assertThat(rows).extracting(RowOutcome::row).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(rows.get(0)).isInstanceOf(Committed.class);
        assertThat(rows.get(1)).isEqualTo(new Missing(1, 2, "id-1", "dead", "BadImage", "for a reason"));
        assertThat(rows.get(2)).isEqualTo(new Missing(2, 3, "2", "rejected", null, "prompt: missing"));
        assertThat(rows.get(3)).isEqualTo(new Missing(3, 4, "id-3", "rejected", null, "size: too large"));
        assertThat(rows.get(4)).isEqualTo(new Open(4));
    }

    @Test
    void beginsAtAnyRow() {
        for (int i = 0; i < 5; i++) {
            batch.committed();
        }
        batch.stored();

        assertThat(rows(3)).extracting(RowOutcome::row).containsExactly(3L, 4L);
    }

    @Test
    void aDeadRowIsOpenWhileItMayBeTriedAgain() {
        batch.dead(FailureKind.BAD_IMAGE);
        batch.finished();

        RowOutcome finished = rows(0).get(0);
        Generation.begin(objects, new Revival(null));
        RowOutcome retried = rows(0).get(0);

        assertThat(finished).isInstanceOf(Missing.class);
        assertThat(retried).isEqualTo(new Open(0));
    }

    @Test
    void rowsWithoutAnOutcomeOfACancelledBatchAreMissingOnceItHasEnded() {
        batch.open();
        batch.cancelled();
        batch.stored();
        new Wanted(State.CANCELLED).write(objects);

        List<RowOutcome> running = rows(0);
        objects.putReport(0, new byte[] {'{', '}'});
        List<RowOutcome> ended = rows(0);

        assertThat(running).containsExactly(new Open(0), new Open(1));
        assertThat(ended).extracting(row -> ((Missing) row).state()).containsExactly("cancelled", "cancelled");
    }

    @Test
    void aBatchThatIsNotThereOrHasNotBegunIsOneClearError() {
        assertThatThrownBy(() -> StoredBatch.open(store, names, Samples.BATCH))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo (expected: one whose input is in the store)");
        batch.open();
        batch.stored();

        assertThat(StoredBatch.isYetToBegin(store, names, Samples.BATCH)).isTrue();
        assertThatThrownBy(() -> StoredBatch.open(store, names, Samples.BATCH))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo (expected: one that has begun)");
    }

    @Test
    void nobodyWaitsForABatchThatEndedWithoutAWorker() {
        batch.open();
        batch.stored();
        objects.putReport(0, Json.bytes(Json.object()));

        assertThat(StoredBatch.isYetToBegin(store, names, Samples.BATCH)).isFalse();
    }

    private List<RowOutcome> rows(long from) {
        objects.putManifest(Json.bytes(Json.object()));
        List<RowOutcome> all = new ArrayList<>();
        try (BatchRows rows = StoredBatch.open(store, names, Samples.BATCH).rows(from)) {
            for (Optional<RowOutcome> row = rows.next(); row.isPresent(); row = rows.next()) {
                all.add(row.get());
            }
        }
        return all;
    }
}
