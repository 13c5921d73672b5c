package io.wuerstchen.fleet.dispatcher.status;

import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.ledger.FirstFailures;
import io.wuerstchen.fleet.dispatcher.ledger.RowFailure;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
import java.util.List;

/**
 * What came of a batch.
 *
 * @param generation how often its rows were tried again
 * @param failures the first ones by row, {@value FirstFailures#LIMIT} at most
 */
public record BatchReport(String batch, int generation, Totals totals, Work work, List<RowFailure> failures) {
    public BatchReport {
        failures = List.copyOf(failures);
    }

    /** How a batch stands by its snapshot. */
    public static BatchReport of(String batch, Snapshot snapshot) {
        BatchLedger ledger = snapshot.ledger();
        Totals totals = new Totals(
                ledger.rows(),
                ledger.tally(),
                snapshot.story().swept(),
                snapshot.story().millis() / 1000.0);
        return new BatchReport(
                batch,
                ledger.generation(),
                totals,
                ledger.work(),
                snapshot.story().failures().list());
    }

    /** Whether every row has an outcome; not so after an interrupt. */
    public boolean finished() {
        return totals.tally().ended() == totals.rows();
    }

    /** Whether every row is committed. */
    public boolean perfect() {
        return totals.tally().committed() == totals.rows();
    }

    /**
     * Figures of the whole batch.
     *
     * @param swept jobs that the broker had dropped and that were published again
     * @param seconds from the moment a worker was there to the last outcome, without the time in which no dispatcher ran the batch; of
     *     one that was killed, from the first to the last outcome of those that it had not stored
     */
    public record Totals(long rows, Tally tally, long swept, double seconds) {}
}
