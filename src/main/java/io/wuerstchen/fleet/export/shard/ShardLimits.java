package io.wuerstchen.fleet.export.shard;

/**
 * Where a shard ends: before the row that would take it over either.
 *
 * @param samples 10 to 10,000, which is what four digits number
 * @param bytes of pictures
 */
public record ShardLimits(int samples, long bytes) {
    public static final int MOST_SAMPLES = 10_000;
    /** A row has as many pictures, and they stay together. */
    public static final int FEWEST_SAMPLES = 10;

    boolean allow(ShardPlan.Size so, int moreSamples, long moreBytes) {
        return so.samples() == 0 || (so.samples() + moreSamples <= samples && so.bytes() + moreBytes <= bytes);
    }
}
