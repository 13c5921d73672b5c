package io.wuerstchen.fleet.dispatcher.ledger;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.cancelled;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.OnDevice;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Published;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Tries;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Waiting;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SnapshotFormatTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final MicroBatchRef M1 = new MicroBatchRef("256x128", "m1", 8);

    @Property(tries = 100)
    void whatIsWrittenIsReadAsItWas(@ForAll @IntRange(min = 1, max = 200_000) int rows, @ForAll Random random)
            throws TornSnapshotException {
        BatchLedger ledger = ledger(rows, random);

        Snapshot read = SnapshotFormat.read(SnapshotFormat.write(snapshot(ledger)));

        assertThat(read.ledger().tally()).isEqualTo(ledger.tally());
        assertThat(read.ledger().work()).isEqualTo(ledger.work());
        assertThat(read.ledger().deaths()).isEqualTo(ledger.deaths());
        assertThat(read.ledger().generation()).isEqualTo(ledger.generation());
        for (int i = 0; i < 100; i++) {
            long row = random.nextInt(rows);
            assertThat(read.ledger().ended(row)).isEqualTo(ledger.ended(row));
            assertThat(read.ledger().wasPublished(row)).isEqualTo(ledger.wasPublished(row));
            assertThat(read.ledger().comesTooLate(committed(row, "w1", M1)))
                    .isEqualTo(ledger.comesTooLate(committed(row, "w1", M1)));
        }
    }

    @Test
    void allElseIsReadAsItWasToo() throws TornSnapshotException {
        Snapshot snapshot = snapshot(new BatchLedger(9));

        Snapshot read = SnapshotFormat.read(SnapshotFormat.write(snapshot));

        assertThat(read.stamp()).isEqualTo(snapshot.stamp());
        assertThat(read.positions()).isEqualTo(snapshot.positions());
        assertThat(read.open()).containsExactlyElementsOf(snapshot.open());
        assertThat(read.story().swept()).isEqualTo(3);
        assertThat(read.story().millis()).isEqualTo(1500);
        assertThat(read.story().failures().list())
                .isEqualTo(snapshot.story().failures().list());
    }

    @Property(tries = 300)
    void aChangedByteIsFoundOut(@ForAll Random random) {
        byte[] bytes = SnapshotFormat.write(snapshot(ledger(1000, new Random(7))));
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));

        assertThatThrownBy(() -> SnapshotFormat.read(bytes)).isInstanceOf(TornSnapshotException.class);
    }

    @Property(tries = 100)
    void aTornOneIsFoundOut(@ForAll Random random) {
        byte[] bytes = SnapshotFormat.write(snapshot(ledger(1000, new Random(7))));
        byte[] torn = Arrays.copyOf(bytes, random.nextInt(bytes.length));

        assertThatThrownBy(() -> SnapshotFormat.read(torn)).isInstanceOf(TornSnapshotException.class);
    }

    @Test
    void aRowCostsLessThanAByteInWhateverOrderRowsEnd() {
        int rows = 1_000_000;
        BatchLedger ledger = new BatchLedger(rows);
        Random random = new Random(1);
        for (int row = 0; row < rows; row++) {
            ledger.published(row);
            if (random.nextBoolean()) {
                ledger.reported(row % 10 == 0 ? dead(row, "w1") : committed(row, "w1", M1));
            }
        }

        assertThat(SnapshotFormat.write(snapshot(ledger)).length).isLessThan(rows);
    }

    private static BatchLedger ledger(int rows, Random random) {
        BatchLedger ledger = new BatchLedger(rows);
        for (int i = 0; i < 1000; i++) {
            int row = random.nextInt(rows);
            ledger.published(row);
            switch (random.nextInt(6)) {
                case 0 -> ledger.reported(committed(row, "w" + row % 3, M1));
                case 1 -> ledger.reported(dead(row, "w1", FailureKind.TIMEOUT, ledger.generation()));
                case 2 -> ledger.reported(dead(row, "w1"));
                case 3 -> ledger.reported(cancelled(row));
                case 4 -> ledger.rejected(row);
                default -> {
                    if (random.nextInt(50) == 0) {
                        ledger.revive(null);
                    }
                }
            }
        }
        return ledger;
    }

    private static Snapshot snapshot(BatchLedger ledger) {
        FirstFailures failures = new FirstFailures();
        failures.add(new RowFailure(5, "pear", FailureKind.BAD_IMAGE, null, "NaN; Würstchen"));
        failures.add(new RowFailure(6, "6", null, 7L, "prompt: missing"));
        List<OpenRow> open = List.of(
                new OpenRow(1, 2, new Tries(1, 0, false), new Published(new Place(3, 99))),
                new OpenRow(2, 1, new Tries(0, 2, true), new OnDevice(new Place(3, 100), "p-1", NOW, null)),
                new OpenRow(3, 1, new Tries(0, 2, true), new OnDevice(new Place(3, 101), "p-1", NOW, NOW)),
                new OpenRow(4, 1, Tries.NONE, new Waiting(NOW.plusMillis(1))));
        return new Snapshot(
                new Snapshot.Stamp(4, 11),
                new Positions(
                        "cluster",
                        new Positions.Topic("a", Map.of(0, 5L, 11, 9L)),
                        new Positions.Topic("b", Map.of(0, 1L << 40))),
                ledger,
                open,
                new Snapshot.Story(3, 1500, failures));
    }
}
