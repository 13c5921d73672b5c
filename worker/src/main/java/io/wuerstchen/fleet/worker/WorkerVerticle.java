package io.wuerstchen.fleet.worker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.worker.intake.Delivery;
import java.time.Duration;
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

    private static final Duration WATCH = Duration.ofSeconds(1);

    private final JobFlow flow;
    private final Lanes lanes;
    private final Intake intake;
    private final Runnable heartbeat;
    private final Duration stopLimit;
    private volatile Context loop;

    /**
     * @param newLanes given what shall happen to each handful
     * @param stopLimit longer than the lanes' grace period
     */
    WorkerVerticle(
            JobFlow flow,
            Function<Consumer<List<Delivery>>, Lanes> newLanes,
            Intake intake,
            Consumer<Lanes> heartbeat,
            Duration stopLimit) {
        this.flow = flow;
        this.intake = intake;
        this.stopLimit = stopLimit;
        lanes = newLanes.apply(this::receive);
        this.heartbeat = () -> heartbeat.accept(lanes);
    }

    /** Completes exceptionally with what ended the worker's work. */
    CompletableFuture<Void> failure() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        for (CompletableFuture<Void> each : List.of(lanes.failure(), flow.failure())) {
            each.whenComplete((unused, failure) -> first.completeExceptionally(failure));
        }
        return first;
    }

    /** Some batch has been cancelled. For any thread. */
    void cancelWaiting() {
        Context running = loop;
        if (running != null) {
            running.runOnContext(unused -> flow.cancelWaiting());
        }
    }

    @Override
    public Future<?> start() {
        loop = context;
        lanes.start();
        vertx.setPeriodic(WATCH.toMillis(), timer -> flow.watch());
        vertx.setPeriodic(0, Heartbeat.PERIOD.toMillis(), timer -> beat());
        return Future.succeededFuture();
    }

    /** Ends when the lanes have settled or handed back what they hold. */
    @Override
    public Future<?> stop() {
        log.atInfo().log("worker stopping, no more jobs are taken");
        intake.drain();
        lanes.stop();
        beat();
        return vertx.executeBlocking(
                () -> {
                    lanes.join(stopLimit);
                    return null;
                },
                false);
    }

    private void beat() {
        vertx.executeBlocking(
                () -> {
                    heartbeat.run();
                    return null;
                },
                false);
    }

    private void receive(List<Delivery> deliveries) {
        loop.runOnContext(unused -> flow.receive(deliveries));
    }
}
