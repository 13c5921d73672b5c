package io.wuerstchen.fleet.worker.wuerstchen;

import java.time.Duration;
import java.util.Locale;

/**
 * How Stage A takes a picture that is too large to be decoded as a whole.
 *
 * @param tiles along a side
 * @param moreWork what tiles do twice, as a share of what the whole would take
 */
public record Tiling(long tiles, double moreWork) {
    private static final double MILLIS = 1000;

    /** What of the time that Stage A took went into doing things twice, reckoned by its share of the multiplications. */
    public Duration extra(Duration taken) {
        return Duration.ofNanos(Math.round(taken.toNanos() * moreWork / (1 + moreWork)));
    }

    /** For people: what tiles cost of the time that Stage A took. */
    public String costs(Duration taken) {
        return String.format(
                Locale.ROOT,
                "stage A in %dx%d tiles: %.1f s, about %.1f of them for what tiles do twice (%.0f %% more work)",
                tiles,
                tiles,
                taken.toMillis() / MILLIS,
                extra(taken).toMillis() / MILLIS,
                100 * moreWork);
    }
}
