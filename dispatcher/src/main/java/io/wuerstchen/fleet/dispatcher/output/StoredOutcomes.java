package io.wuerstchen.fleet.dispatcher.output;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.ResultJson;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Outcomes;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.archive.RowJson;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The outcomes of a batch, to be asked for in the order of rows. Those of a block are held at once, or, where their prompts
 * are very long, as many as fit: the segments are then read again for the others.
 */
final class StoredOutcomes implements Outcomes {
    /** As JSON; as objects it is some five times as much. */
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private static final int REJECTED = 0;
    private static final int CANCELLED = 1;
    private static final int DEAD = 2;
    private static final int COMMITTED = Integer.MAX_VALUE;

    private final BatchObjects objects;
    private final long maxBytes;
    private final TreeMap<Long, Held> held = new TreeMap<>();
    private long bytes;
    private long from;
    private long until;

    StoredOutcomes(BatchObjects objects) {
        this(objects, MAX_BYTES);
    }

    StoredOutcomes(BatchObjects objects, long maxBytes) {
        this.objects = objects;
        this.maxBytes = maxBytes;
    }

    /** Tells what became of a row; {@code false} where nothing has yet. */
    boolean tell(Row row, Outcomes to) {
        if (row.place().row() >= until) {
            load(row);
        }
        Held found = held.get(row.place().row());
        if (found != null) {
            found.outcome.accept(to);
        }
        return found != null;
    }

    private void load(Row row) {
        held.clear();
        bytes = 0;
        from = row.place().row();
        long block = ResultSegments.blockOf(row);
        until = (block + 1) * ObjectNames.ROWS_PER_FOLDER;
        ResultSegments.read(objects, row.place().file(), block, this);
    }

    @Override
    public void result(JobResult result) {
        int rank = rank(result.outcome());
        int size = Json.bytes(ResultJson.write(result)).length;
        hold(result.id().row(), new Held(to -> to.result(result), rank, size));
    }

    /** Of two deaths that of the later generation counts. */
    private static int rank(JobResult.Outcome outcome) {
        if (outcome instanceof Dead dead) {
            return DEAD + Math.min(dead.generation(), COMMITTED - DEAD - 1);
        }
        return outcome instanceof Committed ? COMMITTED : CANCELLED;
    }

    @Override
    public void rejected(RejectedRow row) {
        int size = Json.bytes(RowJson.write(row)).length;
        hold(row.place().row(), new Held(to -> to.rejected(row), REJECTED, size));
    }

    private void hold(long row, Held outcome) {
        Held before = held.get(row);
        if (row < from || row >= until || (before != null && before.rank >= outcome.rank)) {
            return;
        }
        held.put(row, outcome);
        bytes += outcome.bytes - (before == null ? 0 : before.bytes);
        while (bytes > maxBytes && held.size() > 1) {
            until = held.lastKey();
            bytes -= held.pollLastEntry().getValue().bytes;
        }
    }

    /**
     * One outcome.
     *
     * @param rank what beats what: committed beats dead beats cancelled beats rejected
     */
    private record Held(Consumer<Outcomes> outcome, int rank, int bytes) {}
}
