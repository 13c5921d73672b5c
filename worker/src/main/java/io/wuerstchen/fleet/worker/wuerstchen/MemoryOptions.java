package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.Objects;

/**
 * How much memory a pipeline may take, and how it does with it.
 *
 * @param budget bytes of the device's memory for weights and all that is computed; 0 leaves the choice to the pipeline
 */
public record MemoryOptions(Memory mode, long budget) {
    static final MemoryOptions DEFAULT = new MemoryOptions(Memory.AUTO, 0);

    /** @throws IllegalArgumentException if the budget is negative */
    public MemoryOptions {
        Objects.requireNonNull(mode, "mode");
        if (budget < 0) {
            throw new IllegalArgumentException("memory budget: " + budget + " (expected: 0 or more bytes)");
        }
    }
}
