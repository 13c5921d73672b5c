package io.wuerstchen.fleet.export.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearIndexTest {
    /** Against a comparison with every leader, on hashes of which many are near to each other. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, NearIndex.MOST})
    void findsTheEarliestLeaderWithinTheDistance(int distance) {
        Random random = new Random(distance);
        NearIndex index = new NearIndex(distance);
        List<Long> leaders = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            long hash = leaders.isEmpty() || random.nextInt(3) == 0
                    ? random.nextLong()
                    : changed(leaders.get(random.nextInt(leaders.size())), random.nextInt(2 * distance + 2), random);
            int expected = earliest(leaders, hash, distance);

            NearIndex.Near near = index.add(hash, leaders.size());

            if (expected < 0) {
                assertThat(near).isNull();
                leaders.add(hash);
            } else {
                assertThat(near).isEqualTo(new NearIndex.Near(expected, Long.bitCount(hash ^ leaders.get(expected))));
            }
        }
    }

    @Test
    void equalHashesAreNearAtDistanceZero() {
        NearIndex index = new NearIndex(0);
        index.add(42, 7);

        assertThat(index.add(42, 8)).isEqualTo(new NearIndex.Near(7, 0));
        assertThat(index.add(43, 9)).isNull();
    }

    private static int earliest(List<Long> leaders, long hash, int distance) {
        for (int i = 0; i < leaders.size(); i++) {
            if (Long.bitCount(hash ^ leaders.get(i)) <= distance) {
                return i;
            }
        }
        return -1;
    }

    private static long changed(long hash, int bits, Random random) {
        long changed = hash;
        for (int i = 0; i < bits; i++) {
            changed ^= 1L << random.nextInt(64);
        }
        return changed;
    }
}
