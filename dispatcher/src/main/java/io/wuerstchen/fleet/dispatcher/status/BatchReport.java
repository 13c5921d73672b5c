package io.wuerstchen.fleet.dispatcher.status;

import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
import java.util.List;

/**
 * What came of a batch.
 *
 * @param failures the first ones by row, {@value FirstFailures#LIMIT} at most
 */
public record BatchReport(String batch, Totals totals, Work work, List<RowFailure> failures) {
    public BatchReport {
        failures = List.copyOf(failures);
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
     * @param seconds from the moment a worker was there to the last outcome
     */
    public record Totals(long rows, Tally tally, double seconds) {}
}
