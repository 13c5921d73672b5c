package io.wuerstchen.fleet.export.sample;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.Parameters;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Pictures that are left out, a bit each, of the rows that were looked at. Read by all threads once it is filled.
 */
public final class Dropped {
    private final Map<Long, BitSet> blocks = new HashMap<>();
    private long size;
    private long end = Long.MAX_VALUE;

    public void add(long row, int image) {
        BitSet block = blocks.computeIfAbsent(row / ObjectNames.ROWS_PER_FOLDER, key -> new BitSet());
        size += block.get(bit(row, image)) ? 0 : 1;
        block.set(bit(row, image));
    }

    public boolean contains(long row, int image) {
        BitSet block = blocks.get(row / ObjectNames.ROWS_PER_FOLDER);
        return block != null && block.get(bit(row, image));
    }

    /** Nothing is known of {@code row} and those after it. */
    public void endAt(long row) {
        end = row;
    }

    /** Whether it is known of a row what is left out. */
    public boolean covers(long row) {
        return row < end;
    }

    public long size() {
        return size;
    }

    private static int bit(long row, int image) {
        return (int) (row % ObjectNames.ROWS_PER_FOLDER) * Parameters.MAX_IMAGES + image;
    }
}
