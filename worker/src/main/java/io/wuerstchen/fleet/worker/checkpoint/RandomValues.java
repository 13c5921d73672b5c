package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.weights.SafetensorsStream;

/**
 * A tensor's random values. Each depends on the seed, the tensor's name and its place alone (SplitMix64, by its counter), so they
 * are the same on every machine and in every order.
 */
final class RandomValues implements SafetensorsStream.Values {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    /** As many bits as a float32 between 0 and 1 has. */
    private static final int BITS = 24;

    private final long start;
    private final Spread spread;
    private final long half;

    /** @param name of the tensor, and of the file it is in */
    RandomValues(long seed, String name, Spread spread, long elements) {
        start = mix(seed) ^ hash(name);
        this.spread = spread;
        half = elements / 2;
    }

    @Override
    public void read(long first, float[] target, int count) {
        float scale = 2 * spread.halfWidth() / (1 << BITS);
        for (int i = 0; i < count; i++) {
            long place = first + i;
            float mean = place < half ? spread.mean() : spread.laterMean();
            long bits = mix(start + (place + 1) * GOLDEN) >>> (Long.SIZE - BITS);
            target[i] = mean - spread.halfWidth() + bits * scale;
        }
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long hash(String name) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
