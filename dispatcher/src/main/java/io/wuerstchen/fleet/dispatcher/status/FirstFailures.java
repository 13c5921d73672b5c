package io.wuerstchen.fleet.dispatcher.status;

import java.util.List;
import java.util.TreeMap;

/** The failures of the lowest rows, so that a report stays readable however bad a batch is. One thread only. */
public final class FirstFailures {
    static final int LIMIT = 100;

    private final TreeMap<Long, RowFailure> byRow = new TreeMap<>();

    public void add(RowFailure failure) {
        byRow.put(failure.row(), failure);
        if (byRow.size() > LIMIT) {
            byRow.pollLastEntry();
        }
    }

    /** Forgets a row that is committed after all. */
    public void remove(long row) {
        byRow.remove(row);
    }

    public List<RowFailure> list() {
        return List.copyOf(byRow.values());
    }
}
