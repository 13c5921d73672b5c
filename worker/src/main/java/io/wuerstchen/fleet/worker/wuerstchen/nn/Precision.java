package io.wuerstchen.fleet.worker.wuerstchen.nn;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the networks compute in. Noise, timesteps, schedule and steps are float32 in any case. */
public enum Precision {
    /** Exact: pictures are the reference's. */
    FLOAT32,
    /** Linear layers keep their weights in half the memory, and compute in float32. */
    FLOAT16_WEIGHTS,
    /** Linear layers multiply in eight bits, with a scale each row. */
    INT8,
    BFLOAT16,
    FLOAT16;

    public static Optional<Precision> named(String name) {
        return Stream.of(values())
                .filter(precision -> precision.toString().equals(name))
                .findFirst();
    }

    /** As options spell it, {@code float16-weights}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
