package io.wuerstchen.fleet.worker.metrics;

import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wuerstchen.fleet.common.resilience.Guards;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Every meter of a worker by its name. Tags are of few values: never a job's or a batch's. Safe for all threads. */
public final class WorkerMeters {
    private static final Duration[] GAPS = LongStream.of(
                    200,
                    500,
                    1_000,
                    2_000,
                    3_000,
                    5_000,
                    7_000,
                    10_000,
                    15_000,
                    20_000,
                    30_000,
                    50_000,
                    100_000,
                    200_000,
                    500_000,
                    1_000_000,
                    2_000_000,
                    5_000_000,
                    10_000_000)
            .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;

    public WorkerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows {@code gauge}, which is read whenever somebody looks. */
    public void jobsInHand(Supplier<Number> gauge) {
        Gauge.builder("fleet.jobs.in.hand", gauge)
                .description("Jobs taken and not settled")
                .register(registry);
    }

    /** Shows {@code gauge}, which is read whenever somebody looks. */
    public void lanes(Supplier<Number> gauge) {
        Gauge.builder("fleet.lanes", gauge)
                .description("Members of the share group that take jobs")
                .register(registry);
    }

    /** Attempts, states and queues of all guards. */
    public void guards(Guards guards) {
        TaggedRetryMetrics.ofRetryRegistry(guards.retries()).bindTo(registry);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(guards.breakers()).bindTo(registry);
        TaggedBulkheadMetrics.ofBulkheadRegistry(guards.bulkheads()).bindTo(registry);
    }

    public void redelivered() {
        counter("fleet.redeliveries", "Jobs taken that were delivered before").increment();
    }

    /** @param outcome drawn, or found where it stood already */
    void images(String outcome, int count) {
        Counter.builder("fleet.images")
                .description("Pictures of committed jobs")
                .tag("outcome", outcome)
                .register(registry)
                .increment(count);
    }

    /** @param outcome committed, dead, cancelled or malformed */
    void job(String outcome) {
        Counter.builder("fleet.jobs")
                .description("Jobs settled")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    /** @param kind as a result or a notice names it */
    void failure(String kind) {
        Counter.builder("fleet.failures")
                .description("Attempts that failed and count, the last ones of dead jobs too")
                .tag("kind", kind)
                .register(registry)
                .increment();
    }

    /** @param event retry, returned or attempting */
    void notice(String event) {
        Counter.builder("fleet.notices")
                .description("Words to the dispatcher on jobs that have not ended")
                .tag("event", event)
                .register(registry)
                .increment();
    }

    void deadLetter() {
        counter("fleet.dead.letters", "Dead jobs and malformed records that were kept for people")
                .increment();
    }

    void microBatch(String resolution, int images) {
        DistributionSummary.builder("fleet.micro.batch.images")
                .description("Pictures that went through the device at once")
                .tag("resolution", resolution)
                .register(registry)
                .record(images);
    }

    void device(DeviceClock clock) {
        FunctionCounter.builder("fleet.device.busy.seconds", clock, DeviceClock::busySeconds)
                .description("Time in which the device drew")
                .register(registry);
        FunctionCounter.builder("fleet.device.idle.seconds", clock, DeviceClock::idleSeconds)
                .description("Time in which the device waited for pictures to draw")
                .register(registry);
    }

    void deviceThread(AtomicLong nanos) {
        FunctionCounter.builder("fleet.device.thread.cpu.seconds", nanos, total -> total.get() / 1e9)
                .description("CPU time of the device's own thread while it drew; a model may use others besides")
                .register(registry);
    }

    /** Of the time between two micro-batches, in buckets from a fifth of a millisecond on. */
    Timer deviceGaps() {
        return Timer.builder("fleet.device.gap")
                .description("Time between the end of a micro-batch and the next one's start")
                .serviceLevelObjectives(GAPS)
                .register(registry);
    }

    /** @param step encode, upload or publish */
    Timer timer(String step) {
        return Timer.builder("fleet." + step)
                .description("Time to " + step + ", waiting and further attempts included")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
