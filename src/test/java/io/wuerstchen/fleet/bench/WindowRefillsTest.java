package io.wuerstchen.fleet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WindowRefillsTest {
    @Test
    void eachResultIsFollowedByTheJobThatTakesItsPlace() {
        // Two at once: those of 12 and 25 ms take the places of what ended after 10 and 20.
        WindowRefills refills = WindowRefills.of(List.of(25L, 0L, 0L, 12L), List.of(30L, 10L, 40L, 20L));

        assertThat(refills.millis()).containsExactly(2.0, 5.0);
        assertThat(refills.median()).isEqualTo(3.5);
        assertThat(refills.p99()).isEqualTo(5.0);
    }

    @Test
    void aWindowThatFillsSlowlyAtFirstIsAsLargeAsItGets() {
        WindowRefills refills = WindowRefills.of(List.of(0L, 11L, 11L, 31L), List.of(10L, 30L, 50L, 60L));

        assertThat(refills.millis()).containsExactly(1.0, 1.0);
    }

    @Test
    void aBatchThatFitsIntoTheWindowTellsNothing() {
        WindowRefills refills = WindowRefills.of(List.of(0L, 0L), List.of(10L, 20L));

        assertThat(refills.median()).isNaN();
        assertThat(refills.p99()).isNaN();
    }

    @Test
    void ninetyNineOfAHundredStayWithinTheirPercentile() {
        List<Long> published =
                LongStream.rangeClosed(0, 100).map(i -> i * 1000).boxed().toList();
        List<Long> ended =
                LongStream.rangeClosed(1, 100).map(i -> i * 1000 - i).boxed().toList();

        assertThat(WindowRefills.of(published, ended).p99()).isEqualTo(99.0);
    }
}
