package io.wuerstchen.fleet.dispatcher.ledger;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static org.assertj.core.api.Assertions.assertThat;

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

    /** Bits of {@code said}: three a row, for what is said of it. */
    @Property(tries = 500)
    void theOrderOfArrivalChangesNothing(
            @ForAll @IntRange(max = (1 << (3 * ROWS)) - 1) int said, @ForAll Random random) {
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
                events.add(() -> ledger.reported(dead(of, "w1")));
            }
            if (says(said, row, 2)) {
                events.add(() -> ledger.reported(committed(of, "w" + of % 2, of < 3 ? M1 : M2)));
            }
        }
        return events;
    }

    private static Tally expected(int said) {
        long committed = 0;
        long dead = 0;
        long rejected = 0;
        for (int row = 0; row < ROWS; row++) {
            if (says(said, row, 2)) {
                committed++;
            } else if (says(said, row, 1)) {
                dead++;
            } else if (says(said, row, 0)) {
                rejected++;
            }
        }
        return new Tally(0, committed, dead, rejected, 0, committed);
    }

    private static boolean says(int said, int row, int what) {
        return (said >> (3 * row + what) & 1) == 1;
    }
}
