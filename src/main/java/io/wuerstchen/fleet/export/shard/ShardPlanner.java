package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.dispatcher.output.BatchRows;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Committed;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Missing;
import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.export.sample.Selection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cuts a batch into shards, from its first row on: for the same outcomes always the same ones, whatever was exported before.
 * Looks at results only, at no picture. One thread only.
 */
public final class ShardPlanner implements AutoCloseable {
    private final RowSource source;
    private final Selection selection;
    private final ShardLimits limits;
    private final PlanListener listener;
    private final Map<String, OpenShard> open = new LinkedHashMap<>();
    private final Deque<ShardPlan> ended = new ArrayDeque<>();
    private BatchRows rows;
    private long next;
    private boolean over;
    private boolean complete;

    public ShardPlanner(RowSource source, Selection selection, ShardLimits limits, PlanListener listener) {
        this.source = source;
        this.selection = selection;
        this.limits = limits;
        this.listener = listener;
        selection.splits().names().forEach(split -> open.put(split, new OpenShard(split, 0, 0)));
        rows = source.from(0);
    }

    /** The next shard, in the order in which they are full; empty at the end, or where rows are open. */
    public Optional<ShardPlan> next() throws IOException, InterruptedException {
        while (ended.isEmpty() && !over) {
            Optional<RowOutcome> row = rows.next();
            if (row.isEmpty()) {
                end();
            } else {
                take(row.get());
            }
        }
        return Optional.ofNullable(ended.poll());
    }

    /** Whether every row has been seen with its outcome. */
    public boolean complete() {
        return complete;
    }

    @Override
    public void close() {
        rows.close();
    }

    private void take(RowOutcome row) throws IOException, InterruptedException {
        if (row instanceof RowOutcome.Open || !selection.dropped().covers(row.row())) {
            over = !listener.waitFor(row.row());
            if (!over) {
                rows.close();
                rows = source.from(row.row());
            }
            return;
        }
        next = row.row() + 1;
        if (row instanceof Missing missing) {
            listener.missing(missing);
        } else if (row instanceof Committed committed) {
            take(committed);
        }
    }

    private void take(Committed row) {
        List<Sample> wanted = selection.of(row);
        listener.committed(row, wanted);
        if (wanted.isEmpty()) {
            return;
        }
        String split = selection.splits().of(wanted.get(0).id());
        OpenShard shard = open.get(split);
        if (!shard.takes(wanted, limits)) {
            ended.add(shard.end(row.row()));
            shard = shard.next(row.row());
            open.put(split, shard);
        }
        shard.add(wanted);
    }

    private void end() {
        over = true;
        complete = true;
        open.values().stream().filter(shard -> !shard.isEmpty()).forEach(shard -> ended.add(shard.end(next)));
    }
}
