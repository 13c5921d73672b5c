package io.wuerstchen.fleet.dispatcher.testing;

import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.sweep.Broker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says of the workers' group what it is told to; at first that it has not begun. */
public final class FakeBroker implements Broker {
    private static final int PARTITIONS = 12;

    private String jobsId = "jobs-1";
    private long done;

    /** The group has settled every record that there is or will be. */
    public void groupIsDoneWithEverything() {
        done = Long.MAX_VALUE;
    }

    /** The jobs' topic is another one under the same name. */
    public void jobsMadeAnew() {
        jobsId = "jobs-2";
    }

    @Override
    public Positions topics() {
        return new Positions(
                "cluster", new Positions.Topic(jobsId, Map.of()), new Positions.Topic("results-1", Map.of()));
    }

    @Override
    public CompletionStage<Starts> starts() {
        Map<Integer, Long> offsets = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(partition -> partition, partition -> done));
        return CompletableFuture.completedFuture(new Starts(jobsId, offsets));
    }

    /** What is said before a sweep asks has been read by the time it has its answer. */
    @Override
    public CompletionStage<Map<Integer, Long>> resultEnds() {
        return CompletableFuture.completedFuture(Map.of());
    }
}
