package io.wuerstchen.fleet.worker.microbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicroBatcherTest {
    private static final Duration LINGER = Duration.ofNanos(100);

    private final MicroBatcher<String, String> batcher = new MicroBatcher<>(2, LINGER, 10);

    @Test
    void givesNothingWhileNothingWaits() {
        assertThat(batcher.next(0)).isEmpty();
    }

    @Test
    void givesAnIdleDeviceWhatThereIsAtOnce() {
        batcher.add("small", "a", 0);

        assertThat(batcher.next(0)).contains(new MicroBatch<>("small", List.of("a")));
    }

    @Test
    void collectsLikeItemsWhileTheDeviceIsBusy() {
        batcher.add("small", "a", 0);
        batcher.add("large", "b", 1);
        batcher.add("small", "c", 2);

        assertThat(batcher.next(3)).contains(new MicroBatch<>("small", List.of("a", "c")));
    }

    @Test
    void prefersAFullMicroBatchToAnOlderOneThatStillGrows() {
        batcher.add("large", "a", 0);
        batcher.add("small", "b", 1);
        batcher.add("small", "c", 2);

        assertThat(batcher.next(100)).contains(new MicroBatch<>("small", List.of("b", "c")));
    }

    @Test
    void letsNoKeyWaitLongerThanTheLingerTimeForFullOnes() {
        batcher.add("large", "a", 0);
        batcher.add("small", "b", 1);
        batcher.add("small", "c", 2);

        assertThat(batcher.next(101)).contains(new MicroBatch<>("large", List.of("a")));
    }

    @Test
    void givesAheadWhatIsFullAndKeepsWhatStillGrows() {
        batcher.add("small", "a", 0);
        assertThat(batcher.nextFull(0, key -> true)).isEmpty();

        batcher.add("small", "b", 0);

        assertThat(batcher.nextFull(0, key -> true)).contains(new MicroBatch<>("small", List.of("a", "b")));
    }

    @Test
    void givesNothingAheadOfAKeyThatMayNotGo() {
        batcher.add("alone", "a", 0);
        batcher.add("alone", "b", 0);

        assertThat(batcher.nextFull(0, key -> false)).isEmpty();
    }

    @Test
    void givesNothingAheadWhileAnotherKeyHasLingered() {
        batcher.add("large", "a", 0);
        batcher.add("small", "b", 1);
        batcher.add("small", "c", 2);

        assertThat(batcher.nextFull(101, key -> true)).isEmpty();
    }

    @Test
    void leavesWhatIsTooMuchForOneMicroBatchToTheNext() {
        List.of("a", "b", "c").forEach(item -> batcher.add("small", item, 0));
        batcher.next(0);

        assertThat(batcher.next(0)).contains(new MicroBatch<>("small", List.of("c")));
    }

    @Test
    void forgetsWhatNobodyWantsAnyMore() {
        batcher.add("small", "a", 0);
        batcher.add("large", "b", 1);

        batcher.removeIf("a"::equals);

        assertThat(batcher.next(2)).contains(new MicroBatch<>("large", List.of("b")));
    }

    @Test
    void refusesMoreThanItsCapacity() {
        for (int i = 0; i < 10; i++) {
            batcher.add("small", "item " + i, 0);
        }

        assertThatThrownBy(() -> batcher.add("small", "one more", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("10 items wait (expected: 10 at most)");
    }

    @Test
    void refusesACapacityThatHoldsNotEvenOneMicroBatch() {
        assertThatThrownBy(() -> new MicroBatcher<String, String>(8, LINGER, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxSize: 8");
    }
}
