package io.wuerstchen.fleet.export.sample;

import java.util.Arrays;

/**
 * Finds hashes near to others, in the order in which they come: the first of each group leads it, and the others are near to
 * it. Two hashes that differ in d bits agree in at least one of d + 1 parts, so only those are compared. Some 32 bytes a
 * leader. One thread only.
 */
public final class NearIndex {
    /** Parts have 9 bits then. With more and shorter ones nearly every pair has one in common, and is compared. */
    public static final int MOST = 6;
    /** Parts of 16 bits are small tables that are filled evenly. */
    private static final int FEWEST_PARTS = 4;

    private final int distance;
    private final int parts;
    private final int bits;
    private final Bucket[][] tables;
    private long[] hashes = new long[1024];
    private long[] pictures = new long[1024];
    private int size;

    /** @param distance 0 to {@link #MOST}: bits in which near ones may differ */
    public NearIndex(int distance) {
        this.distance = distance;
        parts = Math.max(FEWEST_PARTS, distance + 1);
        bits = Long.SIZE / parts;
        tables = new Bucket[parts][1 << bits];
    }

    /**
     * The leader that {@code hash} is near to, the earliest one; {@code null} where there is none, and {@code picture} leads
     * from now on.
     *
     * @param picture a number of the caller's own
     */
    public Near add(long hash, long picture) {
        int leader = leader(hash);
        if (leader >= 0) {
            return new Near(pictures[leader], Long.bitCount(hash ^ hashes[leader]));
        }
        lead(hash, picture);
        return null;
    }

    /** Whom a hash is near to, and how far it is. */
    public record Near(long picture, int distance) {}

    private int leader(long hash) {
        int earliest = Integer.MAX_VALUE;
        for (int part = 0; part < parts; part++) {
            Bucket bucket = tables[part][key(hash, part)];
            for (int i = 0; bucket != null && i < bucket.size && bucket.leaders[i] < earliest; i++) {
                if (Long.bitCount(hash ^ hashes[bucket.leaders[i]]) <= distance) {
                    earliest = bucket.leaders[i];
                }
            }
        }
        return earliest == Integer.MAX_VALUE ? -1 : earliest;
    }

    private void lead(long hash, long picture) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            pictures = Arrays.copyOf(pictures, size * 2);
        }
        hashes[size] = hash;
        pictures[size] = picture;
        for (int part = 0; part < parts; part++) {
            int key = key(hash, part);
            if (tables[part][key] == null) {
                tables[part][key] = new Bucket();
            }
            tables[part][key].add(size);
        }
        size++;
    }

    /** Some bits of the last part are left over where 64 can't be divided; they need not agree. */
    private int key(long hash, int part) {
        return (int) (hash >>> part * bits) & ((1 << bits) - 1);
    }

    /** Leaders with a part in common, in the order in which they came. */
    private static final class Bucket {
        private int[] leaders = new int[2];
        private int size;

        void add(int leader) {
            leaders = size == leaders.length ? Arrays.copyOf(leaders, size * 2) : leaders;
            leaders[size++] = leader;
        }
    }
}
