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
    private static final String PREFIX = "simulated:";

    public static boolean isMeant(String device) {
        return device.startsWith(PREFIX);
    }

    /**
     * Reads {@code simulated:100ms}, or {@code simulated:100ms+20ms} with a time for each picture besides.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static SimulatedTiming parse(String device) {
        String[] times = device.substring(PREFIX.length()).split("\\+", 2);
        Duration microBatch = Durations.parse("device", times[0]);
        return new SimulatedTiming(microBatch, times.length == 1 ? Duration.ZERO : Durations.parse("device", times[1]));
    }

    Duration of(int pictures) {
        return microBatch.plus(picture.multipliedBy(pictures));
    }

    @Override
    public String toString() {
        return PREFIX + microBatch.toMillis() + "ms" + (picture.isZero() ? "" : "+" + picture.toMillis() + "ms");
    }
}
