package io.wuerstchen.fleet.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wuerstchen.fleet.common.testing.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedWindowTest {
    private final FakeClock clock = new FakeClock();
    private final SharedWindow window = new SharedWindow(clock, 1000);

    @Test
    void isFullAtItsLimitAndHasRoomAgainWhenRowsEnd() {
        SharedWindow.Share share = window.join();
        assertThat(publish(share, 2000, 1)).isEqualTo(1000);

        share.holds(400);

        assertThat(publish(share, 2000, 1)).isEqualTo(600);
    }

    @Test
    void aSmallerLimitLeavesNoRoomUntilEnoughHasEnded() {
        SharedWindow.Share share = window.join();
        publish(share, 1000, 1);
        window.limit(100);
        share.holds(500);
        assertThat(share.hasTurn()).isFalse();

        share.holds(99);

        assertThat(share.hasTurn()).isTrue();
    }

    @Test
    void twoBatchesGetAsManyImagesEachWhateverTheirRowsAskFor() {
        SharedWindow.Share small = window.join();
        SharedWindow.Share large = window.join();
        int smallImages = 0;
        int largeImages = 0;

        for (int turn = 0; turn < 2000; turn++) {
            smallImages += publish(small, 10, 1);
            largeImages += publish(large, 10, 7);
        }

        assertThat(smallImages + largeImages).isBetween(1000, 1007);
        assertThat(smallImages).isCloseTo(largeImages, within(2 * SharedWindow.QUANTUM));
    }

    @Test
    void aBatchThatWasAloneSharesAsItsRowsEnd() {
        SharedWindow.Share first = window.join();
        publish(first, 2000, 1);
        SharedWindow.Share second = window.join();
        int held = 1000;
        int won = 0;

        for (int turn = 0; turn < 500; turn++) {
            assertThat(second.hasTurn()).isFalse();
            first.holds(--held);
            held += publish(first, 1, 1);
            won += publish(second, 1, 1);
        }

        assertThat(won).isCloseTo(250, within(SharedWindow.QUANTUM));
    }

    @Test
    void aBatchWithNothingToPublishIsNotWaitedFor() {
        SharedWindow.Share busy = window.join();
        SharedWindow.Share resting = window.join();
        publish(resting, 1, 1);
        resting.rest();

        assertThat(publish(busy, 500, 1)).isEqualTo(500);
    }

    @Test
    void aBatchWhoseThreadIsStuckIsNotWaitedForLong() {
        SharedWindow.Share busy = window.join();
        SharedWindow.Share stuck = window.join();
        publish(stuck, 1, 1);
        int before = publish(busy, 500, 1);
        assertThat(before).isLessThan(500);

        clock.move(SharedWindow.PATIENCE.plus(Duration.ofMillis(1)));

        assertThat(publish(busy, 500 - before, 1)).isEqualTo(500 - before);
    }

    @Test
    void aBatchThatIsGoneLeavesItsRoomToTheOthers() {
        SharedWindow.Share gone = window.join();
        publish(gone, 1000, 1);
        SharedWindow.Share other = window.join();
        assertThat(other.hasTurn()).isFalse();

        gone.close();

        assertThat(publish(other, 2000, 1)).isEqualTo(1000);
    }

    /** Publishes rows while it may; returns their images. */
    private static int publish(SharedWindow.Share share, int rows, int images) {
        int published = 0;
        for (int left = rows; left > 0 && share.hasTurn(); left--) {
            share.published(images);
            published += images;
        }
        return published;
    }
}
