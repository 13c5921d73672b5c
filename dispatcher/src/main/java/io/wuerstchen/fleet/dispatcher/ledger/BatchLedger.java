package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Cancelled;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;

/**
 * What became of each row, in a few bits a row. Committed beats dead beats cancelled beats rejected, in whatever order they
 * arrive and however often; a row that {@code retry} has revived is dead again only by a death of the present generation. One
 * thread only.
 */
public final class BatchLedger {
    private final long rows;
    private int generation;
    private RowBits published = new RowBits();
    private RowBits committed = new RowBits();
    private RowBits rejected;
    private RowBits cancelled = new RowBits();
    private DeadRows dead = new DeadRows();
    private RowBits vainBefore = new RowBits();
    private WorkCount work = new WorkCount();

    /** @param rows of the batch; what is said of a row beyond them is not counted */
    public BatchLedger(long rows) {
        this(rows, new RowBits());
    }

    /** @param rejected rows that can never become jobs, as the input says */
    public BatchLedger(long rows, RowBits rejected) {
        this.rows = rows;
        this.rejected = rejected.copy();
    }

    public long rows() {
        return rows;
    }

    /** How often rows of the batch have been revived. */
    public int generation() {
        return generation;
    }

    public void published(long row) {
        published.add(row);
    }

    /** Whether the row's job has ever left. */
    public boolean wasPublished(long row) {
        return published.has(row);
    }

    public boolean ended(long row) {
        return committed.has(row) || dead.has(row) || cancelled.has(row) || rejected.has(row);
    }

    public boolean finished() {
        return tally().ended() == rows;
    }

    /** The first row from {@code from} on that has no outcome; {@link #rows()} where there is none. */
    public long nextOpen(long from) {
        long row = from;
        while (row < rows && ended(row)) {
            row = Math.max(
                    Math.max(committed.nextMissing(row), dead.counting().nextMissing(row)),
                    Math.max(cancelled.nextMissing(row), rejected.nextMissing(row)));
        }
        return Math.min(row, rows);
    }

    /** Enters a row that never became a job; {@code false} if that changes nothing. */
    public boolean rejected(long row) {
        return !ended(row) && rejected.add(row);
    }

    /** Enters what a worker reports; {@code false} if that changes nothing: a repeat, or no row of this batch. */
    public boolean reported(JobResult result) {
        long row = result.id().row();
        if (row >= rows || committed.has(row)) {
            return false;
        }
        if (result.outcome() instanceof Committed outcome) {
            return commit(result.worker(), row, outcome);
        }
        if (result.outcome() instanceof Dead outcome) {
            return kill(row, outcome.kind(), outcome.generation());
        }
        return result.outcome() instanceof Cancelled && cancelled(row);
    }

    /**
     * Whether a worker says that a row is committed of which the batch's end has deleted, or is to delete, what stands in part:
     * one that has ended without a picture, or had so when it was asked for again. Its objects may not all be there any more.
     */
    public boolean comesTooLate(JobResult result) {
        long row = result.id().row();
        if (!(result.outcome() instanceof Committed outcome) || row >= rows || committed.has(row)) {
            return false;
        }
        return dead.has(row) || cancelled.has(row) || (outcome.generation() < generation && vainBefore.has(row));
    }

    /** Enters a row that shall not run any more; {@code false} if that changes nothing. One that was dead before is so again. */
    public boolean cancelled(long row) {
        if (committed.has(row) || dead.has(row) || !(dead.settle(row) || cancelled.add(row))) {
            return false;
        }
        rejected.remove(row);
        return true;
    }

    /** Cancels every row without an outcome but {@code spared}. */
    public void cancelAllBut(RowBits spared) {
        RowBits known = committed.copy();
        known.addAll(dead.counting());
        known.addAll(cancelled);
        known.addAll(rejected);
        known.addAll(spared);
        RowBits open = known.missing(rows);
        RowBits settled = open.copy();
        settled.keepAll(dead.revived());
        settled.forEach(dead::settle);
        open.removeAll(settled);
        cancelled.addAll(open);
    }

    /**
     * Begins the next generation: rows without a picture are open again.
     *
     * @param reason the wire name of a {@link FailureKind}, or {@value Revival#CANCELLED}, to revive only those; {@code null}: all
     */
    public void revive(String reason) {
        generation++;
        vainBefore.addAll(publishedInVain());
        Revival revival = new Revival(reason);
        if (revival.ofCancelled()) {
            cancelled.clear();
        }
        revival.kinds().forEach(dead::revive);
    }

    public Tally tally() {
        return new Tally(
                published.count(),
                committed.count(),
                dead.counting().count(),
                rejected.count(),
                cancelled.count(),
                work.images());
    }

    /** Dead rows by kind. */
    public SortedMap<FailureKind, Long> deaths() {
        return dead.counts();
    }

    public Work work() {
        return work.summary();
    }

    /** Rows that have left once and have no picture to show for it: where objects may lie that nobody counts. */
    public RowBits publishedInVain() {
        RowBits vain = dead.counting().copy();
        vain.addAll(cancelled);
        vain.keepAll(published);
        return vain;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(rows);
        out.writeInt(generation);
        published.write(out);
        committed.write(out);
        rejected.write(out);
        cancelled.write(out);
        dead.write(out);
        vainBefore.write(out);
        work.write(out);
    }

    static BatchLedger read(DataInput in) throws IOException {
        BatchLedger ledger = new BatchLedger(in.readLong());
        ledger.generation = in.readInt();
        ledger.published = RowBits.read(in);
        ledger.committed = RowBits.read(in);
        ledger.rejected = RowBits.read(in);
        ledger.cancelled = RowBits.read(in);
        ledger.dead = DeadRows.read(in);
        ledger.vainBefore = RowBits.read(in);
        ledger.work = WorkCount.read(in);
        return ledger;
    }

    private boolean commit(String worker, long row, Committed outcome) {
        committed.add(row);
        dead.forget(row);
        vainBefore.remove(row);
        cancelled.remove(row);
        rejected.remove(row);
        work.add(worker, outcome.images());
        return true;
    }

    private boolean kill(long row, FailureKind kind, int asOf) {
        if ((dead.isRevived(row) && asOf < generation) || !dead.add(row, kind)) {
            return false;
        }
        cancelled.remove(row);
        rejected.remove(row);
        return true;
    }
}
