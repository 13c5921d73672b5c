package io.wuerstchen.fleet.worker.generate;

import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Knows since when nothing has been heard of the device, so that somebody can see that it hangs. A micro-batch may take hours
 * where the device is slow, the pictures large, or the steps many; a step may not.
 */
final class WatchedModel {
    private final ImageGenerator.Model model;
    private final LongSupplier nanos;
    /** The last sign of life of the present call; empty while the device is idle. */
    private volatile Optional<Long> heard = Optional.empty();

    private volatile Duration last = Duration.ZERO;

    /** @param nanos a clock that only goes forward, as {@link System#nanoTime} */
    WatchedModel(ImageGenerator.Model model, LongSupplier nanos) {
        this.model = model;
        this.nanos = nanos;
    }

    List<Picture> draw(Sampling sampling, List<Drawing> drawings) {
        long start = nanos.getAsLong();
        heard = Optional.of(start);
        try {
            return model.draw(sampling, drawings, new Hearing());
        } finally {
            last = Duration.ofNanos(nanos.getAsLong() - start);
            heard = Optional.empty();
        }
    }

    /** How long the last call took; nothing before the first has ended. For any thread. */
    Duration lastTook() {
        return last;
    }

    /** How long the present call has shown no progress; nothing while the device is idle. For any thread. */
    Duration silentFor() {
        return heard.map(then -> Duration.ofNanos(nanos.getAsLong() - then)).orElse(Duration.ZERO);
    }

    private final class Hearing implements StepListener {
        @Override
        public void onStep(Stage stage, int done, int total) {
            onProgress();
        }

        @Override
        public void onProgress() {
            heard = Optional.of(nanos.getAsLong());
        }
    }
}
