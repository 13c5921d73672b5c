package io.wuerstchen.fleet.export.sample;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.Parameters;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Pictures that are left out, a bit each. Read by all threads once it is filled. */
public final class Dropped {
    private final Map<Long, BitSet> blocks = new HashMap<>();
    private long size;

    public void add(long row, int image) {
        BitSet block = blocks.computeIfAbsent(row / ObjectNames.ROWS_PER_FOLDER, key -> new BitSet());
        size += block.get(bit(row, image)) ? 0 : 1;
        block.set(bit(row, image));
    }

    public boolean contains(long row, int image) {
        BitSet block = blocks.get(row / ObjectNames.ROWS_PER_FOLDER);
        return block != null && block.get(bit(row, image));
    }

    public long size() {
        return size;
    }

    private static int bit(long row, int image) {
        return (int) (row % ObjectNames.ROWS_PER_FOLDER) * Parameters.MAX_IMAGES + image;
    }
}
