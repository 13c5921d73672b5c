package io.wuerstchen.fleet.worker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's event loop: every decision about jobs is made here, by one thread and without locks. Lanes, device, uploads
 * and publishing have threads of their own and hand over to it.
 */
final class WorkerVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(WorkerVerticle.class);

    private final JobFlow flow;
    private final Function<Consumer<List<Delivery>>, Lane> newLane;
    private final int lanes;
    private final Runnable heartbeat;
    private final List<Lane> running = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    WorkerVerticle(JobFlow flow, Function<Consumer<List<Delivery>>, Lane> newLane, int lanes, Runnable heartbeat) {
        this.flow = flow;
        this.newLane = newLane;
        this.lanes = lanes;
        this.heartbeat = heartbeat;
    }

    /** Completes exceptionally with what ended a lane. */
    CompletableFuture<Void> failure() {
        return failure;
    }

    @Override
    public Future<?> start() {
        Context loop = context;
        for (int i = 0; i < lanes; i++) {
            Lane lane = newLane.apply(deliveries -> loop.runOnContext(unused -> flow.receive(deliveries)));
            Thread thread = new Thread(lane, "lane-" + i);
            thread.setUncaughtExceptionHandler((dead, cause) -> failure.completeExceptionally(cause));
            thread.start();
            running.add(lane);
            threads.add(thread);
        }
        vertx.setPeriodic(
                0,
                Heartbeat.PERIOD.toMillis(),
                timer -> vertx.executeBlocking(() -> {
                    heartbeat.run();
                    return null;
                }));
        return Future.succeededFuture();
    }

    /** Ends when the lanes have settled or handed back what they hold. */
    @Override
    public Future<?> stop() {
        log.atInfo().log("worker stopping, no more jobs are taken");
        running.forEach(Lane::stop);
        return vertx.executeBlocking(() -> {
            for (Thread thread : threads) {
                thread.join(60_000);
            }
            return null;
        });
    }
}
