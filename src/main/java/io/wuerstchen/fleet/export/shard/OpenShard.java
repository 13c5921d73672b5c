package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.export.shard.ShardPlan.Range;
import io.wuerstchen.fleet.export.shard.ShardPlan.Size;
import java.util.List;

/** A shard that is still being planned. */
final class OpenShard {
    private final String split;
    private final int number;
    private final long from;
    private final SampleDigest digest = new SampleDigest();
    private Size size = new Size(0, 0, 0);

    OpenShard(String split, int number, long from) {
        this.split = split;
        this.number = number;
        this.from = from;
    }

    boolean isEmpty() {
        return size.samples() == 0;
    }

    boolean takes(List<Sample> row, ShardLimits limits) {
        return limits.allow(size, row.size(), bytes(row));
    }

    void add(List<Sample> row) {
        row.forEach(digest::add);
        size = new Size(size.rows() + 1, size.samples() + row.size(), size.bytes() + bytes(row));
    }

    /** @param to the first row that it doesn't look at */
    ShardPlan end(long to) {
        return new ShardPlan(split, number, new Range(from, to), size, digest.end());
    }

    OpenShard next(long row) {
        return new OpenShard(split, number + 1, row);
    }

    private static long bytes(List<Sample> row) {
        return row.stream().mapToLong(sample -> sample.picture().bytes()).sum();
    }
}
