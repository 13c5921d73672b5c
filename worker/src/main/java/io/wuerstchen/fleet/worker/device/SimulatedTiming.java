package io.wuerstchen.fleet.worker.device;

import io.wuerstchen.fleet.common.config.Durations;
import java.time.Duration;

/**
 * How long a simulated device takes.
 *
 * @param microBatch whatever its size
 * @param picture for each one in it besides
 */
public record SimulatedTiming(Duration microBatch, Duration picture) {
    /** Reads {@code 100ms}, or {@code 100ms+20ms} with a time for each picture besides. */
    static SimulatedTiming parse(String text) {
        String[] times = text.split("\\+", 2);
        Duration microBatch = Durations.parse("device", times[0]);
        return new SimulatedTiming(microBatch, times.length == 1 ? Duration.ZERO : Durations.parse("device", times[1]));
    }

    Duration of(int pictures) {
        return microBatch.plus(picture.multipliedBy(pictures));
    }

    @Override
    public String toString() {
        return microBatch.toMillis() + "ms" + (picture.isZero() ? "" : "+" + picture.toMillis() + "ms");
    }
}
