package io.wuerstchen.fleet.worker.wuerstchen;

/**
 * PyTorch's CPU generator and its float32 randn, so that a seed means here what it means in diffusers. One generator serves one
 * picture, through both stages; not for use by several threads.
 *
 * <p>Matsumoto and Nishimura's MT19937; the way from its words to normal values is that of ATen's normal_fill.
 */
final class TorchGenerator {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int BLOCK = 16;
    private static final int HALF_BLOCK = BLOCK / 2;
    private static final float TWO_PI = (float) (2 * Math.PI);

    private final int[] state = new int[SIZE];
    private int position = SIZE;
    private long drawn;
    private double spare = Double.NaN;

    /** @param seed of which the low 32 bits count */
    TorchGenerator(long seed) {
        state[0] = (int) seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    private TorchGenerator() {}

    /** One that will draw the same. */
    TorchGenerator copy() {
        TorchGenerator copy = new TorchGenerator();
        copy.set(this);
        return copy;
    }

    /** From here on draws what the other would draw. */
    void set(TorchGenerator other) {
        System.arraycopy(other.state, 0, state, 0, SIZE);
        position = other.position;
        drawn = other.drawn;
        spare = other.spare;
    }

    /** Values drawn so far: one 32-bit word of the generator each, which for tensors of a multiple of 16 is one a normal value. */
    long drawn() {
        return drawn;
    }

    /** As torch.randn of a tensor of so many values. */
    float[] randn(int count) {
        return count < BLOCK ? fewNormals(count) : normals(count);
    }

    private float[] normals(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = uniform();
        }
        for (int block = 0; block + BLOCK <= count; block += BLOCK) {
            toNormal(values, block);
        }
        if (count % BLOCK != 0) {
            redoLast(values, count - BLOCK);
        }
        return values;
    }

    /** PyTorch draws the last block anew where the blocks do not come out even. */
    private void redoLast(float[] values, int start) {
        for (int i = 0; i < BLOCK; i++) {
            values[start + i] = uniform();
        }
        toNormal(values, start);
    }

    /** Box and Muller's way, eight pairs at once. */
    private static void toNormal(float[] values, int start) {
        for (int i = start; i < start + HALF_BLOCK; i++) {
            float radius = (float) Math.sqrt(-2 * (float) Math.log(1 - values[i]));
            float angle = TWO_PI * values[i + HALF_BLOCK];
            values[i] = radius * (float) Math.cos(angle);
            values[i + HALF_BLOCK] = radius * (float) Math.sin(angle);
        }
    }

    /** Below sixteen values PyTorch draws pairs in double and keeps the odd one for the next such tensor. */
    private float[] fewNormals(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) nextOfPair();
        }
        return values;
    }

    private double nextOfPair() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double angle = 2 * Math.PI * uniformDouble();
        double radius = Math.sqrt(-2 * Math.log1p(-uniformDouble()));
        spare = radius * Math.sin(angle);
        return radius * Math.cos(angle);
    }

    private float uniform() {
        return (next() & 0xffffff) * 0x1p-24f;
    }

    private double uniformDouble() {
        long high = Integer.toUnsignedLong(next());
        long low = Integer.toUnsignedLong(next());
        return (((high << 32) | low) & ((1L << 53) - 1)) * 0x1p-53;
    }

    private int next() {
        if (position == SIZE) {
            renew();
        }
        drawn++;
        int y = state[position++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void renew() {
        for (int i = 0; i < SIZE; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
            state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        position = 0;
    }
}
