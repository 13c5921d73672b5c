package io.wuerstchen.fleet.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublicationWindowTest {
    private final PublicationWindow window = new PublicationWindow(2);

    @Test
    void isFullAtItsLimitAndHasRoomAgainWhenARowEnds() {
        window.published(0, 1);
        window.published(1, 1);
        assertThat(window.hasRoom()).isFalse();

        window.ended(0);

        assertThat(window.hasRoom()).isTrue();
        assertThat(window.isEmpty()).isFalse();
    }

    @Test
    void anOutcomeThatComesTwiceMakesRoomOnce() {
        window.published(0, 1);
        window.published(1, 1);
        window.ended(0);
        window.published(2, 1);

        window.ended(0);

        assertThat(window.hasRoom()).isFalse();
    }

    @Test
    void aSmallerLimitClosesItUntilEnoughRowsHaveEnded() {
        window.published(0, 1);
        window.published(1, 1);
        window.limit(1);

        window.ended(0);

        assertThat(window.hasRoom()).isFalse();
    }

    @Test
    void aRowTakesAsMuchRoomAsItAsksForImages() {
        window.published(0, 2);
        assertThat(window.hasRoom()).isFalse();

        window.ended(0);

        assertThat(window.hasRoom()).isTrue();
    }
}
