package io.wuerstchen.fleet.export.shard;

import java.util.List;
import java.util.Locale;

/**
 * Which pictures a shard has.
 *
 * @param split its own; empty where there is one without a name
 * @param number within its split, from 0 without gaps
 * @param range the rows of the batch that it looks at
 * @param size what it holds
 * @param digest over row, number and SHA-256 of every picture, in order
 */
public record ShardPlan(String split, int number, Range range, Size size, String digest) {
    /** Rows {@code from} to {@code to - 1}. */
    public record Range(long from, long to) {}

    /**
     * @param rows that have a picture in it
     * @param bytes of the pictures alone
     */
    public record Size(long rows, int samples, long bytes) {}

    /** {@code 00017}, or {@code train/00017}. */
    public String name() {
        return (split.isEmpty() ? "" : split + "/") + String.format(Locale.ROOT, "%05d", number);
    }

    /** As img2dataset has it: five digits of the shard, four of the sample. */
    public String key(int index) {
        return String.format(Locale.ROOT, "%05d%04d", number, index);
    }

    public String tar() {
        return name() + ".tar";
    }

    public String parquet() {
        return name() + ".parquet";
    }

    /** Stands there once the others do. */
    public String stats() {
        return name() + "_stats.json";
    }

    public String sheet() {
        return "sheets/" + name() + ".png";
    }

    /** What is published, in this order. */
    List<String> files() {
        return List.of(sheet(), parquet(), tar());
    }
}
