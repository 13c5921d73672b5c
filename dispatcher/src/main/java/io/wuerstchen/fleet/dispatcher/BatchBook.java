package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.FirstFailures;
import io.wuerstchen.fleet.dispatcher.status.ProgressMeter;
import io.wuerstchen.fleet.dispatcher.status.RowFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Enters everything that happens to a batch's rows, and tells the listener what is new. One thread only. */
final class BatchBook {
    private final BatchSpec spec;
    private final long rows;
    private final BatchListener listener;
    private final Clock clock;
    private final Instant start;
    private final BatchLedger ledger;
    private final ProgressMeter meter;
    private final FirstFailures failures = new FirstFailures();

    BatchBook(BatchSpec spec, long rows, BatchListener listener, Clock clock) {
        this.spec = spec;
        this.rows = rows;
        this.listener = listener;
        this.clock = clock;
        start = clock.instant();
        ledger = new BatchLedger(rows);
        meter = new ProgressMeter(clock, rows);
    }

    long rows() {
        return rows;
    }

    boolean ended(long row) {
        return ledger.ended(row);
    }

    void published(long row) {
        ledger.published(row);
    }

    void rejected(RejectedRow row) {
        if (ledger.rejected(row.place().row())) {
            failures.add(new RowFailure(
                    row.place().row(), row.id(), null, row.place().line(), row.reason()));
            listener.rejected(row);
        }
    }

    void reported(JobResult result) {
        if (!ledger.reported(result)) {
            return;
        }
        long row = result.id().row();
        if (result.outcome() instanceof Dead dead) {
            failures.add(new RowFailure(row, result.origin().rowId(), dead.kind(), null, dead.reason()));
        } else {
            failures.remove(row);
        }
        listener.result(result);
    }

    void tellIfDue() {
        if (meter.due()) {
            tell();
        }
    }

    void tell() {
        listener.progress(meter.measure(ledger.tally()));
    }

    BatchReport report() {
        double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        return new BatchReport(
                spec.name(), new BatchReport.Totals(rows, ledger.tally(), seconds), ledger.work(), failures.list());
    }
}
