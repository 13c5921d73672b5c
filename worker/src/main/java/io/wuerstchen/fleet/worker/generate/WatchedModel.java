package io.wuerstchen.fleet.worker.generate;

import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Knows since when the device has been at work on one call, so that somebody can see that it hangs. */
final class WatchedModel implements ImageGenerator.Model {
    private final ImageGenerator.Model model;
    private final LongSupplier nanos;
    private volatile Optional<Long> since = Optional.empty();
    private volatile Duration last = Duration.ZERO;

    /** @param nanos a clock that only goes forward, as {@link System#nanoTime} */
    WatchedModel(ImageGenerator.Model model, LongSupplier nanos) {
        this.model = model;
        this.nanos = nanos;
    }

    @Override
    public List<Picture> draw(Sampling sampling, List<Drawing> drawings) {
        long start = nanos.getAsLong();
        since = Optional.of(start);
        try {
            return model.draw(sampling, drawings);
        } finally {
            last = Duration.ofNanos(nanos.getAsLong() - start);
            since = Optional.empty();
        }
    }

    /** How long the last call took; nothing before the first has ended. For any thread. */
    Duration lastTook() {
        return last;
    }

    /** How long the present call has taken so far; nothing while the device is idle. For any thread. */
    Duration busyFor() {
        return since.map(start -> Duration.ofNanos(nanos.getAsLong() - start)).orElse(Duration.ZERO);
    }
}
