package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.dispatcher.archive.Outcomes;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
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
    private final ResultSegments segments;
    private final Clock clock;
    private final Instant start;
    private final BatchLedger ledger;
    private final ProgressMeter meter;
    private final FirstFailures failures = new FirstFailures();

    BatchBook(BatchSpec spec, long rows, BatchListener listener, ResultSegments segments, Clock clock) {
        this.spec = spec;
        this.rows = rows;
        this.listener = listener;
        this.segments = segments;
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

    /** Enters a row whose fault the input names already. */
    void rejected(RejectedRow row) {
        reject(row);
    }

    /** Enters a row whose fault shows only now that the model is known. */
    void refused(RejectedRow row) {
        if (reject(row)) {
            segments.rejected(row);
            listener.rejected(row);
        }
    }

    void reported(JobResult result) {
        if (enter(result)) {
            segments.result(result);
        }
    }

    /** Enters what an earlier run has stored. */
    Outcomes restored() {
        return new Outcomes() {
            @Override
            public void result(JobResult result) {
                enter(result);
            }

            @Override
            public void rejected(RejectedRow row) {
                reject(row);
            }
        };
    }

    /** Stores what was reported: all of it at the end, before that only what has waited. */
    void store(boolean all) {
        if (all) {
            segments.flush();
        } else {
            segments.flushIfDue();
        }
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

    private boolean reject(RejectedRow row) {
        boolean changes = ledger.rejected(row.place().row());
        if (changes) {
            failures.add(new RowFailure(
                    row.place().row(), row.id(), null, row.place().line(), row.reason()));
        }
        return changes;
    }

    private boolean enter(JobResult result) {
        boolean changes = ledger.reported(result);
        if (changes) {
            note(result);
            listener.result(result);
        }
        return changes;
    }

    private void note(JobResult result) {
        long row = result.id().row();
        if (result.outcome() instanceof Dead dead) {
            failures.add(new RowFailure(row, result.origin().rowId(), dead.kind(), null, dead.reason()));
        } else {
            failures.remove(row);
        }
    }
}
