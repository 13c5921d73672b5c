package io.wuerstchen.fleet.worker.device;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a simulated device does.
 *
 * @param faults whether prompts may ask for a fault
 * @param faultFolder where workers of one machine remember together which faults they had; empty: each for itself
 */
public record Simulation(SimulatedTiming timing, boolean faults, Optional<Path> faultFolder) {
    private static final String PREFIX = "simulated:";
    private static final String FAULTS = "faults";

    public static boolean isMeant(String device) {
        return device.startsWith(PREFIX);
    }

    /**
     * Reads {@code simulated:100ms} and {@code simulated:100ms+20ms}, with {@code ,faults} or {@code ,faults=FOLDER} after
     * it.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Simulation parse(String device) {
        String[] parts = device.substring(PREFIX.length()).split(",", 2);
        SimulatedTiming timing = SimulatedTiming.parse(parts[0]);
        if (parts.length == 1) {
            return new Simulation(timing, false, Optional.empty());
        }
        String[] faults = parts[1].split("=", 2);
        if (!faults[0].equals(FAULTS) || faults.length == 2 && faults[1].isBlank()) {
            throw new IllegalArgumentException("device: " + parts[1] + " (expected: faults or faults=FOLDER)");
        }
        return new Simulation(timing, true, faults.length == 1 ? Optional.empty() : Optional.of(Path.of(faults[1])));
    }

    @Override
    public String toString() {
        return PREFIX + timing + (faults ? "," + FAULTS : "");
    }
}
