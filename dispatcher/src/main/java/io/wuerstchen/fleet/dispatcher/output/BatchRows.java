package io.wuerstchen.fleet.dispatcher.output;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Cancelled;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.dispatcher.archive.InputReader;
import io.wuerstchen.fleet.dispatcher.archive.Outcomes;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.util.Optional;

/** Rows of a batch in their order, each with what became of it, in constant memory. One thread only. */
public final class BatchRows implements AutoCloseable {
    private final InputReader rows;
    private final StoredOutcomes outcomes;
    private final Ending ending;

    BatchRows(InputReader rows, StoredOutcomes outcomes, Ending ending) {
        this.rows = rows;
        this.outcomes = outcomes;
        this.ending = ending;
    }

    /** The next row; empty at the end. Throws {@link io.wuerstchen.fleet.common.storage.StoreException}. */
    public Optional<RowOutcome> next() {
        return rows.next().map(this::outcome);
    }

    @Override
    public void close() {
        rows.close();
    }

    private RowOutcome outcome(Row row) {
        if (row instanceof RejectedRow rejected) {
            return missing(rejected);
        }
        Told told = new Told(row, ending);
        outcomes.tell(row, told);
        return told.outcome;
    }

    /**
     * How far the batch is.
     *
     * @param finished whether all rows have ended, so that one without an outcome ended as cancelled
     * @param byCancelling whether its user ended it
     * @param generation current one; while it runs, a row that died in an earlier one may come to life again
     */
    record Ending(boolean finished, boolean byCancelling, int generation) {
        private RowOutcome withoutOutcome(Row row) {
            return finished && byCancelling
                    ? cancelled(row)
                    : new RowOutcome.Open(row.place().row());
        }

        private boolean isLast(Dead dead) {
            return finished || dead.generation() >= generation;
        }
    }

    private static RowOutcome cancelled(Row row) {
        Row.Place place = row.place();
        return new RowOutcome.Missing(
                place.row(), place.line(), row.id(), "cancelled", null, "its batch was cancelled before it was drawn");
    }

    private static RowOutcome missing(RejectedRow row) {
        Row.Place place = row.place();
        return new RowOutcome.Missing(place.row(), place.line(), row.id(), "rejected", null, row.reason());
    }

    private static final class Told implements Outcomes {
        private final Row row;
        private final Ending ending;
        private RowOutcome outcome;

        Told(Row row, Ending ending) {
            this.row = row;
            this.ending = ending;
            this.outcome = ending.withoutOutcome(row);
        }

        @Override
        public void result(JobResult result) {
            if (result.outcome() instanceof Committed committed) {
                outcome = new RowOutcome.Committed(result, committed);
            } else if (result.outcome() instanceof Dead dead && ending.isLast(dead)) {
                Row.Place place = row.place();
                outcome = new RowOutcome.Missing(
                        place.row(), place.line(), row.id(), "dead", dead.kind().wireName(), dead.reason());
            } else if (result.outcome() instanceof Cancelled && ending.finished()) {
                outcome = cancelled(row);
            }
        }

        @Override
        public void rejected(RejectedRow refused) {
            outcome = missing(refused);
        }
    }
}
