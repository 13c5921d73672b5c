package io.wuerstchen.fleet.dispatcher.publish;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.canvas;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RunPartitionerTest {
    private static final RunKey SQUARE = RunKey.of(job(0, canvas(128, 128, 1)));
    private static final RunKey WIDE = RunKey.of(job(0, canvas(256, 128, 1)));

    @Test
    void fillsAMicroBatchOnOnePartitionThenGoesToTheNext() {
        RunPartitioner partitioner = new RunPartitioner(3, 2, 0);

        List<Integer> partitions = IntStream.range(0, 8)
                .mapToObj(i -> partitioner.partition(SQUARE, 1))
                .toList();

        assertThat(partitions).containsExactly(0, 0, 1, 1, 2, 2, 0, 0);
    }

    @Test
    void eachKeyHasARunOfItsOwn() {
        RunPartitioner partitioner = new RunPartitioner(4, 2, 0);

        List<Integer> partitions = List.of(
                partitioner.partition(SQUARE, 1),
                partitioner.partition(WIDE, 1),
                partitioner.partition(SQUARE, 1),
                partitioner.partition(WIDE, 1),
                partitioner.partition(SQUARE, 1));

        assertThat(partitions).containsExactly(0, 1, 0, 1, 2);
    }

    @Test
    void aRunIsMeasuredInImages() {
        RunPartitioner partitioner = new RunPartitioner(4, 8, 0);

        List<Integer> partitions = List.of(
                partitioner.partition(SQUARE, 5), partitioner.partition(SQUARE, 5), partitioner.partition(SQUARE, 1));

        assertThat(partitions).containsExactly(0, 0, 1);
    }

    @Test
    void startsAnywhereItIsTold() {
        assertThat(new RunPartitioner(12, 8, -1).partition(SQUARE, 1)).isEqualTo(11);
    }

    /** So a fleet gets equal shares even of a batch that has one shape only. */
    @Property(tries = 200)
    void oneShapeReachesAllPartitionsEqually(
            @ForAll @IntRange(min = 1, max = 24) int partitions, @ForAll @IntRange(min = 1, max = 16) int run) {
        RunPartitioner partitioner = new RunPartitioner(partitions, run, 5);
        Map<Integer, Integer> jobs = new HashMap<>();

        for (int i = 0; i < partitions * run * 3; i++) {
            jobs.merge(partitioner.partition(SQUARE, 1), 1, Integer::sum);
        }

        assertThat(jobs).hasSize(partitions).allSatisfy((partition, count) -> assertThat(count)
                .isEqualTo(run * 3));
    }

    @Property(tries = 200)
    void whateverTheOrderOfShapesEachComesInWholeRuns(
            @ForAll @Size(max = 300) List<@IntRange(max = 4) Integer> shapes,
            @ForAll @IntRange(min = 1, max = 9) int run) {
        RunPartitioner partitioner = new RunPartitioner(12, run, 0);
        Map<Integer, List<Integer>> byShape = new HashMap<>();

        for (int shape : shapes) {
            RunKey key = RunKey.of(job(0, canvas(128 * (shape + 1), 128, 1)));
            byShape.computeIfAbsent(shape, none -> new ArrayList<>()).add(partitioner.partition(key, 1));
        }

        assertThat(byShape.values()).allSatisfy(partitions -> {
            for (int i = 0; i < partitions.size(); i++) {
                assertThat(partitions.get(i)).isEqualTo(partitions.get(i - i % run));
            }
        });
    }

    /** 12 partitions among 8 workers in whole partitions can't be even; what can be is what lies on each. */
    @Property(tries = 100)
    void aPartitionsShareIsWithinAFifthOfTheMeanWhateverTheMixOfShapes(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 6) Integer> weights, @ForAll Random random) {
        RunPartitioner partitioner = new RunPartitioner(12, 8, random.nextInt());
        long[] images = new long[12];
        int jobs = 20_000;

        for (int i = 0; i < jobs; i++) {
            int shape = 1 + random.nextInt(weights.get(random.nextInt(weights.size())));
            images[partitioner.partition(RunKey.of(job(0, canvas(128 * shape, 128, 1))), 1)]++;
        }

        double mean = jobs / 12.0;
        assertThat(images).hasSize(12);
        assertThat(Arrays.stream(images).asDoubleStream().toArray()).satisfies(shares -> Arrays.stream(shares)
                .forEach(share -> assertThat(share).isBetween(0.8 * mean, 1.2 * mean)));
    }

    @Test
    void moreKeysThanItKeepsOpenOnlyEndTheOldestRunEarly() {
        RunPartitioner partitioner = new RunPartitioner(5000, 2, 0);
        partitioner.partition(SQUARE, 1);
        for (int steps = 1; steps <= 1000; steps++) {
            partitioner.partition(RunKey.of(job(0, priorSteps(steps))), 1);
        }

        int again = partitioner.partition(SQUARE, 1);

        assertThat(again).isEqualTo(1001);
    }

    @Test
    void scalesMayDifferInARunButNotWhetherGuidanceIsAtWork() {
        RunKey four = RunKey.of(job(0, priorGuidance(4)));
        RunKey eight = RunKey.of(job(1, priorGuidance(8)));
        RunKey none = RunKey.of(job(2, priorGuidance(1)));

        assertThat(four).isEqualTo(eight).isNotEqualTo(none);
    }

    private static Settings priorSteps(int steps) {
        return prior(new Settings.Stage(new Schedule.Steps(steps), null));
    }

    private static Settings priorGuidance(double guidance) {
        return prior(new Settings.Stage(null, guidance));
    }

    private static Settings prior(Settings.Stage prior) {
        return new Settings(null, Settings.Canvas.NONE, prior, Settings.Stage.NONE, Settings.NONE.output());
    }
}
