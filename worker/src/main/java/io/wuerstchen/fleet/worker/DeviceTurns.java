package io.wuerstchen.fleet.worker;

import io.vertx.core.Future;
import io.wuerstchen.fleet.worker.generate.DeviceLostException;
import io.wuerstchen.fleet.worker.generate.Generated;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.microbatch.MicroBatch;
import io.wuerstchen.fleet.worker.microbatch.MicroBatcher;
import java.util.List;
import java.util.Optional;

/**
 * Who has the device, and who waits for it. A suspect has it for itself until its end is known, so that nothing can be put
 * down to it that others did. Only accessed by the verticle's event loop.
 */
final class DeviceTurns {
    private final Stations stations;
    private final MicroBatcher<Turn, Wanted> batcher;
    private final Taker taker;
    /** {@code null} while the device is free. */
    private MicroBatch<Turn, Wanted> running;
    /** {@code null} while nobody has the device for itself. */
    private Turn suspect;

    DeviceTurns(Stations stations, MicroBatcher<Turn, Wanted> batcher, Taker taker) {
        this.stations = stations;
        this.batcher = batcher;
        this.taker = taker;
    }

    void add(JobInHand hand) {
        // Before and not only when the device is free: what was lost while it was busy would take the room.
        batcher.removeIf(Wanted::unwanted);
        Turn turn = new Turn(MicroBatchKey.of(hand.job().parameters()), hand.apart() ? hand : null);
        hand.missing().forEach(planned -> batcher.add(turn, new Wanted(hand, planned), System.nanoTime()));
    }

    /** Gives the device something to do, if it is free and there is something. */
    void feed() {
        if (running != null || stations.isCongested()) {
            return;
        }
        batcher.removeIf(Wanted::unwanted);
        next().ifPresent(this::begin);
    }

    /** Jobs of which something is on the device. */
    List<JobInHand> onDevice() {
        return running == null ? List.of() : jobs(running.items());
    }

    /** Jobs of which something waits for the device, and that have not ended. */
    List<JobInHand> waiting() {
        batcher.removeIf(Wanted::unwanted);
        return jobs(batcher.items());
    }

    private Optional<MicroBatch<Turn, Wanted>> next() {
        if (suspect != null && suspect.apart().over()) {
            suspect = null;
        }
        return suspect == null ? batcher.next(System.nanoTime()) : batcher.nextOf(suspect);
    }

    private void begin(MicroBatch<Turn, Wanted> wanted) {
        running = wanted;
        JobInHand apart = wanted.key().apart();
        if (suspect != null || apart == null || !FailureRules.announced(apart.provenance())) {
            draw(wanted);
            return;
        }
        suspect = wanted.key();
        taker.announce(apart).onSuccess(unused -> draw(wanted)).onFailure(cause -> undrawn(wanted, cause));
    }

    private void draw(MicroBatch<Turn, Wanted> wanted) {
        List<PlannedImage> planned =
                wanted.items().stream().map(Wanted::planned).toList();
        stations.generate(new MicroBatch<>(wanted.key().shape(), planned)).onComplete(generated -> {
            if (generated.succeeded()) {
                running = null;
                feed();
                handOn(wanted.items(), generated.result());
            } else {
                undrawn(wanted, generated.cause());
            }
        });
    }

    private void undrawn(MicroBatch<Turn, Wanted> wanted, Throwable cause) {
        if (cause instanceof DeviceLostException || cause instanceof Error) {
            taker.lost(cause); // And the device stays taken: nothing more can be drawn.
            return;
        }
        running = null;
        jobs(wanted.items()).forEach(hand -> taker.unable(hand, cause));
        feed();
    }

    private void handOn(List<Wanted> wanted, List<Generated> generated) {
        for (int i = 0; i < wanted.size(); i++) {
            taker.take(wanted.get(i).hand(), generated.get(i));
        }
    }

    private static List<JobInHand> jobs(List<Wanted> wanted) {
        return wanted.stream().map(Wanted::hand).distinct().toList();
    }

    /**
     * What micro-batches are made by.
     *
     * @param apart the only job that may be in it; {@code null} for all that share
     */
    record Turn(MicroBatchKey shape, JobInHand apart) {}

    /** A picture that the device shall draw, and the job that waits for it. */
    record Wanted(JobInHand hand, PlannedImage planned) {
        boolean unwanted() {
            return hand.unwanted();
        }
    }

    /** What becomes of what was drawn, or not. */
    interface Taker {
        /** Tells the dispatcher that from now on a job has the device for itself. */
        Future<Void> announce(JobInHand hand);

        void take(JobInHand hand, Generated generated);

        /** It was not told, so the job is not drawn. */
        void unable(JobInHand hand, Throwable cause);

        /** The device draws nothing more. */
        void lost(Throwable cause);
    }
}
