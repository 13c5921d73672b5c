package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import java.util.BitSet;

/**
 * What became of each row, in a few bits a row. Committed beats dead beats rejected, in whatever order they arrive and
 * however often. One thread only.
 */
public final class BatchLedger {
    private final long rows;
    private final BitSet published = new BitSet();
    private final BitSet committed = new BitSet();
    private final BitSet dead = new BitSet();
    private final BitSet rejected = new BitSet();
    private final WorkCount work = new WorkCount();

    /** @param rows of the batch; what is said of a row beyond them is not counted */
    public BatchLedger(long rows) {
        this.rows = rows;
    }

    public void published(long row) {
        published.set(bit(row));
    }

    public boolean ended(long row) {
        int bit = bit(row);
        return committed.get(bit) || dead.get(bit) || rejected.get(bit);
    }

    /** Enters a row that never became a job; {@code false} if that changes nothing. */
    public boolean rejected(long row) {
        boolean changes = !ended(row);
        if (changes) {
            rejected.set(bit(row));
        }
        return changes;
    }

    /** Enters what a worker reports; {@code false} if that changes nothing: a repeat, or no row of this batch. */
    public boolean reported(JobResult result) {
        long row = result.id().row();
        if (row >= rows || committed.get(bit(row))) {
            return false;
        }
        return result.outcome() instanceof Committed outcome ? commit(result.worker(), row, outcome) : kill(row);
    }

    public Tally tally() {
        return new Tally(
                published.cardinality(),
                committed.cardinality(),
                dead.cardinality(),
                rejected.cardinality(),
                work.images());
    }

    public Work work() {
        return work.summary();
    }

    private boolean commit(String worker, long row, Committed outcome) {
        committed.set(bit(row));
        dead.clear(bit(row));
        rejected.clear(bit(row));
        work.add(worker, outcome.images());
        return true;
    }

    private boolean kill(long row) {
        boolean changes = !dead.get(bit(row));
        dead.set(bit(row));
        rejected.clear(bit(row));
        return changes;
    }

    private static int bit(long row) {
        return Math.toIntExact(row);
    }
}
