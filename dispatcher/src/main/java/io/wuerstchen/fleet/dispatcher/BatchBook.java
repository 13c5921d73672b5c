package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Cancelled;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.dispatcher.archive.Outcomes;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.ledger.FirstFailures;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRows;
import io.wuerstchen.fleet.dispatcher.ledger.RowBits;
import io.wuerstchen.fleet.dispatcher.ledger.RowFailure;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.result.Words;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ProgressMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enters everything that happens to a batch's rows, and tells the listener what is new. One thread only. */
final class BatchBook implements Words {
    private static final Logger log = LoggerFactory.getLogger(BatchBook.class);

    /** Most words on {@code control} are heard by all within this. */
    private static final Duration HEARD = Duration.ofSeconds(1);

    private final String batch;
    private final BatchListener listener;
    private final Clock clock;
    private final ResultSegments segments;
    private final BatchLedger ledger;
    private final OpenRows open;
    private final FirstFailures failures;
    private final ProgressMeter meter;
    private final long millisBefore;
    private final Unheard unheard = new Unheard();
    private Instant start;
    private long swept;
    private boolean cancelling;

    /** Goes on from {@code state}. */
    BatchBook(String batch, Snapshot state, OpenRows open, BatchListener listener, Clock clock) {
        this.batch = batch;
        this.listener = listener;
        this.clock = clock;
        this.open = open;
        state.open().forEach(row -> open.enter(row.asOf(clock.instant())));
        ledger = state.ledger();
        failures = state.story().failures();
        swept = state.story().swept();
        millisBefore = state.story().millis();
        segments = new ResultSegments(clock);
        meter = new ProgressMeter(clock, ledger.rows(), ledger.tally().images());
    }

    BatchLedger ledger() {
        return ledger;
    }

    OpenRows open() {
        return open;
    }

    ResultSegments segments() {
        return segments;
    }

    /** A worker is there: from now on the batch's time counts. */
    void begin() {
        start = start == null ? clock.instant() : start;
    }

    void published(OpenRow row, Place place) {
        ledger.published(row.row());
        if (!ledger.ended(row.row())) {
            open.published(row.row(), row.images(), row.tries(), place);
        }
    }

    /** Enters a row whose job may have left or not: it is to be published again. */
    void undelivered(OpenRow row, Instant due) {
        ledger.published(row.row());
        open.again(row, due);
    }

    /** Enters a row whose fault the input names already. */
    void rejected(RejectedRow row) {
        ledger.rejected(row.place().row());
        note(row);
    }

    /** Enters a row whose fault shows only now that the model is known. */
    void refused(RejectedRow row) {
        if (ledger.rejected(row.place().row())) {
            note(row);
            segments.rejected(row);
            listener.rejected(row);
        }
    }

    @Override
    public void result(JobResult result, byte[] json, Instant said) {
        if (result.outcome() instanceof Cancelled && !cancelling) {
            // Either this worker has not heard yet what the user wants, or we have not: in a moment both have.
            Instant due = clock.instant().plus(HEARD);
            open.find(result.id().row()).ifPresent(row -> open.again(row, due));
        } else if (ledger.comesTooLate(result)) {
            // Its objects are looked at in the end, and the row is committed then if all of them stand.
            ledger.published(result.id().row());
            log.atInfo().addKeyValue("jobId", result.id()).log("a row is said to be committed that had ended");
        } else if (enter(result)) {
            segments.result(result, json);
            listener.result(result);
            if (start == null) {
                unheard.add(said);
            }
        } else if (result.outcome() instanceof Committed && result.id().row() < ledger.rows()) {
            // A repeat counts for nothing, but a proof compares it with the first one.
            segments.result(result, json);
        }
    }

    /** Enters a result that no worker has told. */
    void found(JobResult result) {
        if (enter(result)) {
            segments.result(result);
            listener.result(result);
        }
    }

    @Override
    public void notice(JobNotice notice) {
        open.hear(notice, clock.instant());
    }

    /** Enters rows whose last publication has come to nothing. */
    void lost(List<OpenRow> rows) {
        Instant now = clock.instant();
        for (OpenRow row : rows) {
            if (open.lost(row, now)) {
                swept++;
            }
        }
    }

    /** Nothing is published any more; what the workers don't have is cancelled. */
    void cancel() {
        cancelling = true;
        cancelWaiting();
        RowBits withWorkers = new RowBits();
        open.all().forEach(row -> withWorkers.add(row.row()));
        ledger.cancelAllBut(withWorkers);
    }

    /** The batch is wanted. */
    void resume() {
        cancelling = false;
    }

    boolean cancelling() {
        return cancelling;
    }

    /** Rows that no worker has any more. */
    void cancelWaiting() {
        cancel(row -> row.place().isEmpty());
    }

    /** All rows that have left, as nobody works on them any more. */
    void cancelOpen() {
        cancel(row -> true);
    }

    private void cancel(Predicate<OpenRow> which) {
        open.all().stream().filter(which).map(OpenRow::row).toList().forEach(row -> {
            ledger.cancelled(row);
            open.ended(row);
        });
    }

    /** Enters what earlier runs have stored. */
    Outcomes restored() {
        return new Outcomes() {
            @Override
            public void result(JobResult result) {
                enter(result);
            }

            @Override
            public void rejected(RejectedRow row) {
                BatchBook.this.rejected(row);
            }
        };
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
        BatchReport.Totals totals = new BatchReport.Totals(ledger.rows(), ledger.tally(), swept, millis() / 1000.0);
        return new BatchReport(batch, ledger.generation(), totals, ledger.work(), failures.list());
    }

    Snapshot.Story story() {
        return new Snapshot.Story(swept, millis(), failures);
    }

    private long millis() {
        return millisBefore
                + unheard.time().toMillis()
                + (start == null ? 0 : Duration.between(start, clock.instant()).toMillis());
    }

    private void note(RejectedRow row) {
        failures.add(
                new RowFailure(row.place().row(), row.id(), null, row.place().line(), row.reason()));
    }

    private boolean enter(JobResult result) {
        long row = result.id().row();
        boolean changes = ledger.reported(result);
        if (row < ledger.rows() && ledger.ended(row)) {
            open.ended(row);
        }
        if (changes) {
            note(result);
        }
        return changes;
    }

    private void note(JobResult result) {
        long row = result.id().row();
        if (result.outcome() instanceof Dead dead) {
            FailureKind kind = dead.kind();
            failures.add(new RowFailure(row, result.origin().rowId(), kind, null, dead.reason()));
        } else {
            failures.remove(row);
        }
    }
}
