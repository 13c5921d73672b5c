package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.dispatcher.output.BatchRows;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Committed;
import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.export.sample.Selection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The samples of one shard, in order. One thread only. */
final class ShardSamples implements AutoCloseable {
    private final ShardPlan plan;
    private final Selection selection;
    private final BatchRows rows;
    private final Deque<Sample> ofRow = new ArrayDeque<>();

    ShardSamples(RowSource source, Selection selection, ShardPlan plan) {
        this.plan = plan;
        this.selection = selection;
        rows = source.from(plan.range().from());
    }

    Optional<Sample> next() {
        while (ofRow.isEmpty()) {
            Optional<RowOutcome> row = rows.next();
            if (row.isEmpty() || row.get().row() >= plan.range().to()) {
                return Optional.empty();
            }
            if (row.get() instanceof Committed committed && isOurs(committed)) {
                ofRow.addAll(selection.of(committed));
            }
        }
        return Optional.of(ofRow.remove());
    }

    @Override
    public void close() {
        rows.close();
    }

    private boolean isOurs(Committed row) {
        return selection.splits().of(row.result().origin().rowId()).equals(plan.split());
    }
}
