package io.wuerstchen.fleet.dispatcher.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/** The failures of the lowest rows, so that a report stays readable however bad a batch is. One thread only. */
public final class FirstFailures {
    public static final int LIMIT = 100;

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

    void write(DataOutput out) throws IOException {
        out.writeInt(byRow.size());
        for (RowFailure failure : byRow.values()) {
            failure.write(out);
        }
    }

    static FirstFailures read(DataInput in) throws IOException {
        FirstFailures failures = new FirstFailures();
        for (int left = in.readInt(); left > 0; left--) {
            failures.add(RowFailure.read(in));
        }
        return failures;
    }

    public List<RowFailure> list() {
        return List.copyOf(byRow.values());
    }
}
