package io.wuerstchen.fleet.dispatcher;

import java.time.Duration;
import java.time.Instant;

/** The time over which workers said what no dispatcher has stored: one was killed, or none was there. By the workers' clocks. */
final class Unheard {
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** In any order. */
    void add(Instant said) {
        first = said.isBefore(first) ? said : first;
        last = said.isAfter(last) ? said : last;
    }

    Duration time() {
        return first.isBefore(last) ? Duration.between(first, last) : Duration.ZERO;
    }
}
