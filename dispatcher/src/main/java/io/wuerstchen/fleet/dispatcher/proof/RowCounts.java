package io.wuerstchen.fleet.dispatcher.proof;

import java.util.Map;

/**
 * Rows by what became of them.
 *
 * @param requested rows of the input
 * @param open the rest: rows without an outcome
 */
public record RowCounts(long requested, long committed, long dead, long rejected, long cancelled, long open) {
    static final RowCounts NONE = new RowCounts(0, 0, 0, 0, 0, 0);

    static RowCounts of(Map<RowState, Long> rows) {
        return new RowCounts(
                rows.values().stream().mapToLong(Long::longValue).sum(),
                rows.getOrDefault(RowState.COMMITTED, 0L),
                rows.getOrDefault(RowState.DEAD, 0L) + rows.getOrDefault(RowState.CONFLICT, 0L),
                rows.getOrDefault(RowState.REJECTED, 0L),
                rows.getOrDefault(RowState.CANCELLED, 0L),
                rows.getOrDefault(RowState.OPEN, 0L));
    }

    RowCounts plus(RowCounts more) {
        return new RowCounts(
                requested + more.requested,
                committed + more.committed,
                dead + more.dead,
                rejected + more.rejected,
                cancelled + more.cancelled,
                open + more.open);
    }
}
