package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.worker.device.Device;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * How a worker is run.
 *
 * @param device opened once, and closed with the worker
 */
public record WorkerOptions(Supplier<Device> device, Work work, Addresses addresses, Presence presence) {
    /**
     * How much at once.
     *
     * @param lanes members of the share group that keep the device fed
     * @param microBatch pictures that go through the device at once
     * @param grace how long jobs in hand may take once the worker is told to stop
     * @param deviceTimeout how long the device may take for one step; after that it counts as hung, and the worker
     *     ends
     */
    public record Work(int lanes, int microBatch, Duration grace, Duration deviceTimeout) {
        private static final int MAX_LANES = 16;
        private static final int MAX_MICRO_BATCH = 256;
        private static final Duration MAX_GRACE = Duration.ofHours(1);
        private static final Duration MAX_DEVICE_TIMEOUT = Duration.ofDays(1);

        /** With a device that may take a quarter of an hour. */
        public Work(int lanes, int microBatch, Duration grace) {
            this(lanes, microBatch, grace, Duration.ofMinutes(15));
        }

        public Work {
            require("lanes", lanes, MAX_LANES);
            require("micro-batch", microBatch, MAX_MICRO_BATCH);
            if (grace.isNegative() || grace.compareTo(MAX_GRACE) > 0) {
                throw new IllegalArgumentException("grace: " + grace + " (expected: 0s to 60m)");
            }
            if (deviceTimeout.toSeconds() < 1 || deviceTimeout.compareTo(MAX_DEVICE_TIMEOUT) > 0) {
                throw new IllegalArgumentException("device-timeout: " + deviceTimeout + " (expected: 1s to 1440m)");
            }
        }

        private static void require(String name, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + most + ")");
            }
        }
    }

    /** Where Kafka and the store are. */
    public record Addresses(KafkaAddress kafka, StoreAddress store) {}

    /**
     * How the worker shows itself.
     *
     * @param id of the worker; empty: one that says where it runs, and is another one after each start
     * @param bind address that health and metrics are served on
     * @param port 0 for any that is free
     * @param version of the fleet, for people
     */
    public record Presence(Optional<String> id, String bind, int port, String version) {
        private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
        private static final int MAX_PORT = 65_535;

        public Presence {
            if (id.isPresent() && !ID.matcher(id.get()).matches()) {
                throw new IllegalArgumentException(
                        "id: " + id.get() + " (expected: 1 to 100 letters, digits, '.', '-' or '_')");
            }
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + MAX_PORT + ")");
            }
        }
    }
}
