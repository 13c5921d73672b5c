package io.wuerstchen.fleet.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What drawing took.
 *
 * @param seconds by the clock
 * @param cpuSeconds of all threads, which neighbours on the same cores change less
 */
record Spent(double seconds, double cpuSeconds) {
    private static final double NANOS = 1e9;

    /** Of this process. */
    static Spent on(Runnable work) {
        double cpu = cpu();
        long start = System.nanoTime();
        work.run();
        return new Spent((System.nanoTime() - start) / NANOS, cpu() - cpu);
    }

    static double median(List<Spent> all, ToDoubleFunction<Spent> measure) {
        return Median.of(all.stream().map(measure::applyAsDouble).toList());
    }

    private static double cpu() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / NANOS;
    }
}
