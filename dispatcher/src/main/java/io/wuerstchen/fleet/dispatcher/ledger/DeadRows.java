package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.FailureKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows that are dead, by kind. Those that a later generation tries again are <em>revived</em>: their death counts no more,
 * unless they are cancelled before anything else becomes of them. One thread only.
 */
final class DeadRows {
    private final Map<FailureKind, RowBits> byKind = new EnumMap<>(FailureKind.class);
    private RowBits counting = new RowBits();
    private RowBits revived = new RowBits();

    boolean has(long row) {
        return counting.has(row);
    }

    boolean isRevived(long row) {
        return revived.has(row);
    }

    RowBits counting() {
        return counting;
    }

    RowBits revived() {
        return revived;
    }

    /** {@code false} if the row's death is known. */
    boolean add(long row, FailureKind kind) {
        if (!counting.add(row)) {
            return false;
        }
        revived.remove(row);
        byKind.values().forEach(rows -> rows.remove(row));
        byKind.computeIfAbsent(kind, none -> new RowBits()).add(row);
        return true;
    }

    /** The row is committed after all. */
    void forget(long row) {
        boolean known = counting.remove(row) | revived.remove(row);
        if (known) {
            byKind.values().forEach(rows -> rows.remove(row));
        }
    }

    /** The row is not tried again after all; {@code false} if it was not to be. */
    boolean settle(long row) {
        return revived.remove(row) && counting.add(row);
    }

    /** The rows of {@code kind} are tried again. */
    void revive(FailureKind kind) {
        RowBits rows = byKind.getOrDefault(kind, new RowBits()).copy();
        revived.addAll(rows);
        counting.removeAll(rows);
    }

    /** How many rows count as dead, by kind; kinds without any are left out. */
    SortedMap<FailureKind, Long> counts() {
        SortedMap<FailureKind, Long> counts = new TreeMap<>();
        byKind.forEach((kind, rows) -> {
            RowBits dead = rows.copy();
            dead.removeAll(revived);
            if (!dead.isEmpty()) {
                counts.put(kind, dead.count());
            }
        });
        return counts;
    }

    void write(DataOutput out) throws IOException {
        counting.write(out);
        revived.write(out);
        out.writeInt(byKind.size());
        for (Map.Entry<FailureKind, RowBits> kind : byKind.entrySet()) {
            out.writeUTF(kind.getKey().wireName());
            kind.getValue().write(out);
        }
    }

    static DeadRows read(DataInput in) throws IOException {
        DeadRows dead = new DeadRows();
        dead.counting = RowBits.read(in);
        dead.revived = RowBits.read(in);
        for (int left = in.readInt(); left > 0; left--) {
            // Two kinds that this version does not know become one.
            FailureKind kind = FailureKind.parse(in.readUTF());
            dead.byKind.computeIfAbsent(kind, none -> new RowBits()).addAll(RowBits.read(in));
        }
        return dead;
    }
}
