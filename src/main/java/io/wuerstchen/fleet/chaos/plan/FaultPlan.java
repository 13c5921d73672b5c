package io.wuerstchen.fleet.chaos.plan;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The faults of a run, in order: the same for the same seed, number and time. */
public record FaultPlan(long seed, List<PlannedFault> faults) {
    /** Most gaps are short and some long, as faults of real fleets come in flocks; none is longer than so many mean ones. */
    private static final double LONGEST_GAP = 4;

    public FaultPlan {
        faults = List.copyOf(faults);
    }

    /** @param time that all gaps take together, about */
    public static FaultPlan of(long seed, int faults, Duration time) {
        SplittableRandom random = new SplittableRandom(seed);
        Duration mean = time.dividedBy(Math.max(1, faults));
        return new FaultPlan(
                seed,
                IntStream.rangeClosed(1, faults)
                        .mapToObj(number -> fault(number, mean, random))
                        .toList());
    }

    private static PlannedFault fault(int number, Duration mean, SplittableRandom random) {
        FaultKind kind = kind(random);
        double gap = Math.min(LONGEST_GAP, -Math.log(1 - random.nextDouble()));
        Duration length = kind.span().at(random.nextDouble());
        return new PlannedFault(
                number,
                kind,
                Duration.ofMillis((long) (mean.toMillis() * gap)),
                length,
                random.nextInt(Integer.MAX_VALUE));
    }

    private static FaultKind kind(SplittableRandom random) {
        int total = Stream.of(FaultKind.values()).mapToInt(FaultKind::weight).sum();
        int left = random.nextInt(total);
        for (FaultKind kind : FaultKind.values()) {
            left -= kind.weight();
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the weights add up to " + total);
    }
}
