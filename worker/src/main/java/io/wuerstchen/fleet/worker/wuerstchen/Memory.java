package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** When a pipeline's weights are in memory. */
public enum Memory {
    /** Resident where that fits, else sequential. */
    AUTO,
    /** All five networks for as long as the pipeline is open. */
    RESIDENT,
    /** One network at a time, each for its part of a micro-batch. */
    SEQUENTIAL;

    /** @throws IllegalArgumentException if there is none of this name */
    public static Memory parse(String name) {
        return Stream.of(values())
                .filter(mode -> mode.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("memory: " + name + " (expected: "
                        + Stream.of(values()).map(Memory::toString).collect(Collectors.joining(", ")) + ")"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
