package io.wuerstchen.fleet.worker.hub;

import java.time.Duration;

/**
 * How a pull does it.
 *
 * @param atOnce files at once
 * @param silence after which a connection counts as cut
 */
public record HubSettings(HubAddress address, int atOnce, Duration silence, Patience patience) {
    /**
     * How often something is tried.
     *
     * @param attempts without a step forward
     * @param firstWait before the second; doubles with each further one, half of it by chance
     * @param longestWait that it grows to; what a hub asks for counts up to that too
     */
    public record Patience(int attempts, Duration firstWait, Duration longestWait) {}

    /** @throws IllegalArgumentException if a value is out of range */
    public HubSettings {
        if (atOnce < 1 || atOnce > 16) {
            throw new IllegalArgumentException("parallel: " + atOnce + " (expected: 1 to 16)");
        }
    }

    /** For a hub on the other side of the internet: tried for about five minutes before it is given up, once it was reached. */
    public static HubSettings of(HubAddress address, int atOnce) {
        return new HubSettings(
                address,
                atOnce,
                Duration.ofSeconds(60),
                new Patience(10, Duration.ofSeconds(1), Duration.ofMinutes(2)));
    }
}
