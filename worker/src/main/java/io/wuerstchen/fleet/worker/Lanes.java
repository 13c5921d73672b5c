package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes of a worker, and their threads. One that the group has no place for is done without, as long as others have one. */
final class Lanes {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    private final List<Lane> lanes;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger alive = new AtomicInteger();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    /** @param next gets what a lane takes, on the lane's thread, and must not block */
    Lanes(Function<Consumer<List<Delivery>>, Lane> newLane, int count, Consumer<List<Delivery>> next) {
        lanes = Stream.generate(() -> newLane.apply(next)).limit(count).toList();
    }

    void start() {
        alive.set(lanes.size());
        for (Lane lane : lanes) {
            Thread thread = new Thread(() -> run(lane), "lane-" + threads.size());
            threads.add(thread);
            thread.start();
        }
    }

    /** Completes exceptionally with what ended a lane that the worker can't do without. */
    CompletableFuture<Void> failure() {
        return failure;
    }

    int alive() {
        return alive.get();
    }

    /** Jobs that were taken and are not settled. */
    int inHand() {
        return lanes.stream().mapToInt(Lane::inHand).sum();
    }

    void stop() {
        lanes.forEach(Lane::stop);
    }

    /** Blocks until every lane has ended, {@code limit} each at most. */
    void join(Duration limit) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(limit.toMillis());
        }
    }

    private void run(Lane lane) {
        try {
            lane.run();
            alive.decrementAndGet();
        } catch (GroupMaxSizeReachedException e) {
            refused(e);
        } catch (RuntimeException | Error e) {
            alive.decrementAndGet();
            failure.completeExceptionally(e);
        }
    }

    private void refused(GroupMaxSizeReachedException cause) {
        int left = alive.decrementAndGet();
        if (left == 0) {
            failure.completeExceptionally(new MessagingException(
                    "the share group is full (expected: a place for one lane; the broker's group.share.max.size says how"
                            + " many there are)",
                    cause));
        } else {
            log.atWarn().addKeyValue("reason", cause.getMessage()).log("lane refused, the share group is full");
        }
    }
}
