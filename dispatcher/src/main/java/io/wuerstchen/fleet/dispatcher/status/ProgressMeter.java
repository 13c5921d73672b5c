package io.wuerstchen.fleet.dispatcher.status;

import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Measures how fast a batch goes, over the last {@link #WINDOW}. One thread only. */
public final class ProgressMeter {
    static final Duration WINDOW = Duration.ofSeconds(30);
    static final Duration BETWEEN = Duration.ofMillis(100);

    private final Clock clock;
    private final long rows;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * Starts measuring.
     *
     * @param images that were there before
     */
    public ProgressMeter(Clock clock, long rows, long images) {
        this.clock = clock;
        this.rows = rows;
        samples.add(new Sample(clock.instant(), images));
    }

    /** Whether {@link #BETWEEN} has gone by since the last measurement. */
    public boolean due() {
        return !clock.instant().isBefore(samples.getLast().at.plus(BETWEEN));
    }

    public BatchProgress measure(Tally tally) {
        Sample now = new Sample(clock.instant(), tally.images());
        samples.add(now);
        // One sample from before the window stays: the rate is over all of it.
        while (samples.size() > 2 && second().at.isBefore(now.at.minus(WINDOW))) {
            samples.removeFirst();
        }
        return progress(tally, samples.getFirst(), now);
    }

    private Sample second() {
        return samples.stream().skip(1).findFirst().orElseThrow();
    }

    private BatchProgress progress(Tally tally, Sample from, Sample to) {
        double seconds = Duration.between(from.at, to.at).toMillis() / 1000.0;
        double imagesPerSecond = seconds > 0 ? (to.images - from.images) / seconds : 0;
        return new BatchProgress(tally, rows, imagesPerSecond);
    }

    private record Sample(Instant at, long images) {}
}
