package io.wuerstchen.fleet.dispatcher.ledger;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.asOf;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.cancelled;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchLedgerTest {
    private static final int ROWS = 6;
    private static final MicroBatchRef M1 = new MicroBatchRef("m1", "256x128", 3);
    private static final MicroBatchRef M2 = new MicroBatchRef("m2", "256x128", 3);
    private static final MicroBatchRef M3 = new MicroBatchRef("m3", "256x128", 2);
    private static final MicroBatchRef M4 = new MicroBatchRef("m4", "128x128", 3);

    private final BatchLedger ledger = new BatchLedger(ROWS);

    @Test
    void countsEachOutcome() {
        ledger.published(0);
        ledger.published(1);
        ledger.rejected(2);
        ledger.reported(committed(0, "w1", M1, M1));
        ledger.reported(dead(1, "w1"));

        assertThat(ledger.tally()).isEqualTo(new Tally(2, 1, 1, 1, 0, 2));
        assertThat(ledger.tally().ended()).isEqualTo(3);
    }

    @Test
    void aRepeatCountsNothingTwice() {
        assertThat(ledger.reported(committed(0, "w1", M1))).isTrue();

        assertThat(ledger.reported(committed(0, "w2", M2))).isFalse();

        assertThat(ledger.tally()).isEqualTo(new Tally(0, 1, 0, 0, 0, 1));
        assertThat(ledger.work())
                .isEqualTo(new Work(List.of(new Work.MicroBatches("256x128", 3, 1)), new TreeMap<>(Map.of("w1", 1L))));
    }

    @Test
    void committedBeatsDead() {
        ledger.reported(dead(0, "w1"));

        assertThat(ledger.reported(committed(0, "w2", M1))).isTrue();

        assertThat(ledger.tally()).isEqualTo(new Tally(0, 1, 0, 0, 0, 1));
    }

    @Test
    void deadComesTooLateForACommittedRow() {
        ledger.reported(committed(0, "w2", M1));

        assertThat(ledger.reported(dead(0, "w1"))).isFalse();

        assertThat(ledger.tally()).isEqualTo(new Tally(0, 1, 0, 0, 0, 1));
    }

    @Test
    void aRowOutsideTheBatchIsNotCounted() {
        assertThat(ledger.reported(committed(ROWS, "w1", M1))).isFalse();

        assertThat(ledger.tally()).isEqualTo(new Tally(0, 0, 0, 0, 0, 0));
    }

    @Test
    void aRowHasEndedWhateverItsOutcome() {
        ledger.published(3);
        ledger.rejected(0);
        ledger.reported(dead(1, "w1"));
        ledger.reported(committed(2, "w1", M1));

        assertThat(List.of(ledger.ended(0), ledger.ended(1), ledger.ended(2), ledger.ended(3)))
                .containsExactly(true, true, true, false);
    }

    @Test
    void countsAMicroBatchOnceByKeyAndSizeHoweverManyRowsItServed() {
        ledger.reported(committed(0, "w1", M1, M1));
        ledger.reported(committed(1, "w1", M1, M2));
        ledger.reported(committed(2, "w2", M3));
        ledger.reported(committed(3, "w2", M4));
        // Stood there already.
        ledger.reported(committed(4, "w2", new MicroBatchRef[] {null}));

        assertThat(ledger.work().microBatches())
                .containsExactly(
                        new Work.MicroBatches("128x128", 3, 1),
                        new Work.MicroBatches("256x128", 2, 1),
                        new Work.MicroBatches("256x128", 3, 2));
        assertThat(ledger.work().workers()).isEqualTo(Map.of("w1", 4L, "w2", 3L));
    }

    @Test
    void deadBeatsCancelledAndCommittedBeatsBoth() {
        assertThat(ledger.reported(cancelled(0))).isTrue();
        assertThat(ledger.reported(dead(0, "w1"))).isTrue();
        assertThat(ledger.reported(cancelled(0))).isFalse();
        assertThat(ledger.tally()).isEqualTo(new Tally(0, 0, 1, 0, 0, 0));

        assertThat(ledger.reported(committed(0, "w1", M1))).isTrue();

        assertThat(ledger.tally()).isEqualTo(new Tally(0, 1, 0, 0, 0, 1));
    }

    @Test
    void aRevivedRowIsOpenUntilItsOwnGenerationSaysOtherwise() {
        ledger.reported(dead(0, "w1"));
        ledger.reported(dead(1, "w1"));

        ledger.revive(null);

        assertThat(ledger.generation()).isEqualTo(1);
        assertThat(ledger.ended(0)).isFalse();
        assertThat(ledger.reported(dead(0, "w1")))
                .as("a late word on generation 0")
                .isFalse();
        assertThat(ledger.reported(dead(0, "w1", FailureKind.CRASH, 1))).isTrue();
        assertThat(ledger.reported(committed(1, "w1", M1))).isTrue();
        assertThat(ledger.tally()).isEqualTo(new Tally(0, 1, 1, 0, 0, 1));
        assertThat(ledger.deaths()).isEqualTo(Map.of(FailureKind.CRASH, 1L));
    }

    @Test
    void aCommitComesTooLateForARowThatHasEndedWithoutAPicture() {
        ledger.published(0);
        ledger.published(1);
        ledger.published(2);
        ledger.reported(dead(0, "w1"));
        ledger.reported(cancelled(1));

        assertThat(ledger.comesTooLate(committed(0, "w2", M1))).isTrue();
        assertThat(ledger.comesTooLate(committed(1, "w2", M1))).isTrue();
        assertThat(ledger.comesTooLate(committed(2, "w2", M1))).isFalse();
        assertThat(ledger.comesTooLate(dead(0, "w1"))).isFalse();
        assertThat(ledger.comesTooLate(committed(ROWS, "w2", M1))).isFalse();
    }

    @Test
    void aCommitOfAnEarlierGenerationComesTooLateForARowThatIsTriedAgain() {
        ledger.published(0);
        ledger.published(1);
        ledger.published(2);
        ledger.reported(dead(0, "w1"));
        ledger.reported(cancelled(1));

        ledger.revive(null);

        assertThat(ledger.comesTooLate(committed(0, "w2", M1))).isTrue();
        assertThat(ledger.comesTooLate(committed(1, "w2", M1))).isTrue();
        assertThat(ledger.comesTooLate(committed(2, "w2", M1)))
                .as("under way all the time")
                .isFalse();
        assertThat(ledger.comesTooLate(asOf(1, committed(0, "w2", M1)))).isFalse();
        assertThat(ledger.comesTooLate(asOf(1, committed(1, "w2", M1)))).isFalse();
    }

    @Test
    void onlyRowsOfTheReasonAreRevived() {
        ledger.reported(dead(0, "w1", FailureKind.BAD_IMAGE, 0));
        ledger.reported(dead(1, "w1", FailureKind.TIMEOUT, 0));
        ledger.cancelled(2);

        ledger.revive("Timeout");

        assertThat(List.of(ledger.ended(0), ledger.ended(1), ledger.ended(2))).containsExactly(true, false, true);
        assertThatThrownBy(() -> ledger.revive("Timeuot"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("reason: Timeuot (expected: InvalidJob, ");
    }

    @Test
    void aRevivedRowThatIsCancelledIsDeadAsBefore() {
        ledger.reported(dead(0, "w1"));
        ledger.revive(null);

        ledger.cancelAllBut(new RowBits());

        assertThat(ledger.tally()).isEqualTo(new Tally(0, 0, 1, 0, ROWS - 1, 0));
    }

    @Test
    void cancelsWhatNobodyHas() {
        RowBits withWorkers = new RowBits();
        withWorkers.add(3);
        ledger.rejected(0);
        ledger.reported(committed(1, "w1", M1));
        ledger.reported(dead(2, "w1"));

        ledger.cancelAllBut(withWorkers);

        assertThat(ledger.tally()).isEqualTo(new Tally(0, 1, 1, 1, 2, 1));
        assertThat(ledger.ended(3)).isFalse();
        assertThat(ledger.finished()).isFalse();
    }

    @Test
    void findsTheNextRowWithoutAnOutcome() {
        BatchLedger large = new BatchLedger(200_000);
        for (int row = 0; row < 150_000; row++) {
            large.reported(row % 3 == 0 ? dead(row, "w1") : committed(row, "w1", M1));
        }
        large.rejected(150_000);
        large.cancelled(150_001);

        assertThat(large.nextOpen(0)).isEqualTo(150_002);
        assertThat(large.nextOpen(150_010)).isEqualTo(150_010);
        large.cancelAllBut(new RowBits());
        assertThat(large.nextOpen(0)).isEqualTo(200_000);
    }

    @Test
    void knowsWhichRowsMayHaveLeftObjectsBehind() {
        ledger.published(0);
        ledger.published(1);
        ledger.reported(dead(0, "w1"));
        ledger.reported(committed(1, "w1", M1));
        ledger.cancelled(2);

        List<Long> vain = new ArrayList<>();
        ledger.publishedInVain().forEach(vain::add);

        assertThat(vain).containsExactly(0L);
    }

    /** Bits of {@code said}: four a row, for what is said of it. */
    @Property(tries = 500)
    void theOrderOfArrivalChangesNothing(
            @ForAll @IntRange(max = (1 << (4 * ROWS)) - 1) int said, @ForAll Random random) {
        List<Runnable> events = new ArrayList<>();
        BatchLedger inOrder = new BatchLedger(ROWS);
        BatchLedger shuffled = new BatchLedger(ROWS);

        events(said, inOrder).forEach(Runnable::run);
        events.addAll(events(said, shuffled));
        events.addAll(events(said, shuffled));
        Collections.shuffle(events, random);
        events.forEach(Runnable::run);

        assertThat(shuffled.tally()).isEqualTo(inOrder.tally()).isEqualTo(expected(said));
        assertThat(shuffled.work()).isEqualTo(inOrder.work());
    }

    private static List<Runnable> events(int said, BatchLedger ledger) {
        List<Runnable> events = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            int of = row;
            if (says(said, row, 0)) {
                events.add(() -> ledger.rejected(of));
            }
            if (says(said, row, 1)) {
                events.add(() -> ledger.reported(cancelled(of)));
            }
            if (says(said, row, 2)) {
                events.add(() -> ledger.reported(dead(of, "w1")));
            }
            if (says(said, row, 3)) {
                events.add(() -> ledger.reported(committed(of, "w" + of % 2, of < 3 ? M1 : M2)));
            }
        }
        return events;
    }

    private static Tally expected(int said) {
        long[] counts = new long[4];
        for (int row = 0; row < ROWS; row++) {
            for (int what = 3; what >= 0; what--) {
                if (says(said, row, what)) {
                    counts[what]++;
                    break;
                }
            }
        }
        return new Tally(0, counts[3], counts[2], counts[0], counts[1], counts[3]);
    }

    private static boolean says(int said, int row, int what) {
        return (said >> (4 * row + what) & 1) == 1;
    }
}
