package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where the time of one run went. What comes before a stage's first step, its text above all, is what that step took more than
 * the median of the others.
 */
final class StageTimes implements StepListener {
    private static final double NANOS = 1e9;

    private final long start = System.nanoTime();
    private final Map<Stage, List<Double>> gaps = new EnumMap<>(Stage.class);
    private long last = start;
    private double total;

    @Override
    public void onStep(Stage stage, int done, int total) {
        long now = System.nanoTime();
        gaps.computeIfAbsent(stage, s -> new ArrayList<>()).add((now - last) / NANOS);
        last = now;
    }

    /** The run is over. */
    void end() {
        total = (System.nanoTime() - start) / NANOS;
    }

    /** Seconds from the start to the end. */
    double total() {
        return total;
    }

    /** Seconds of a stage's steps. */
    double steps(Stage stage) {
        return sum(stage) - before(stage);
    }

    /** Seconds before the first steps of Stages C and B; 0 where there is one step, which then has them. */
    double text() {
        return before(Stage.PRIOR) + before(Stage.DECODER);
    }

    private double before(Stage stage) {
        List<Double> all = gaps.getOrDefault(stage, List.of());
        return all.size() < 2 ? 0 : Math.max(0, all.get(0) - Median.of(all.subList(1, all.size())));
    }

    private double sum(Stage stage) {
        return gaps.getOrDefault(stage, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
