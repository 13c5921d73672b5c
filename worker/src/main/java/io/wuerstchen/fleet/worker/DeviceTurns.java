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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who has the device, who is next, and who waits. A full micro-batch goes to the device's thread while the one before it is
 * still drawn, so that the device need not wait for this loop, which on a busy machine takes milliseconds. A suspect has it
 * for itself until its end is known, so that nothing can be put down to it that others did. Only accessed by the verticle's
 * event loop.
 */
final class DeviceTurns {
    private final Stations stations;
    private final MicroBatcher<Turn, Wanted> batcher;
    private final Taker taker;
    /** {@code null} while the device is free. */
    private Handed running;
    /** Goes to the device after {@link #running}; {@code null} while nothing does. */
    private Handed ahead;
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

    /** Gives the device something to do, if it is free and there is something, and something full for afterwards. */
    void feed() {
        if (stations.isCongested()) {
            return;
        }
        batcher.removeIf(Wanted::unwanted);
        if (running == null) {
            next().ifPresent(this::begin);
        }
        if (running != null && ahead == null && suspect == null) {
            batcher.nextFull(System.nanoTime(), turn -> turn.apart() == null).ifPresent(this::sendAhead);
        }
    }

    /** Jobs of which something is on the device. */
    List<JobInHand> onDevice() {
        return running == null ? List.of() : jobs(running.wanted().items());
    }

    /** Jobs of which something was to go to the device next, and now won't. */
    List<JobInHand> callBack() {
        if (ahead == null) {
            return List.of();
        }
        ahead.calledBack().set(true);
        return jobs(ahead.wanted().items());
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

    private void sendAhead(MicroBatch<Turn, Wanted> wanted) {
        ahead = Handed.of(wanted);
        draw(ahead);
    }

    private void begin(MicroBatch<Turn, Wanted> wanted) {
        running = Handed.of(wanted);
        JobInHand apart = wanted.key().apart();
        if (suspect != null || apart == null || !FailureRules.announced(apart.provenance())) {
            draw(running);
            return;
        }
        suspect = wanted.key();
        Handed announced = running;
        taker.announce(apart).onSuccess(unused -> draw(announced)).onFailure(cause -> undrawn(wanted, cause));
    }

    private void draw(Handed handed) {
        MicroBatch<Turn, Wanted> wanted = handed.wanted();
        List<PlannedImage> planned =
                wanted.items().stream().map(Wanted::planned).toList();
        var microBatch = new MicroBatch<>(wanted.key().shape(), planned);
        stations.generate(microBatch, handed::isWanted).onComplete(generated -> {
            if (generated.succeeded()) {
                passOn();
                generated.result().ifPresent(drawn -> handOn(wanted.items(), drawn));
            } else {
                undrawn(wanted, generated.cause());
            }
        });
    }

    private void passOn() {
        running = ahead;
        ahead = null;
        feed();
    }

    private void undrawn(MicroBatch<Turn, Wanted> wanted, Throwable cause) {
        if (cause instanceof DeviceLostException || cause instanceof Error) {
            taker.lost(cause); // And the device stays taken: nothing more can be drawn.
            return;
        }
        jobs(wanted.items()).forEach(hand -> taker.unable(hand, cause));
        passOn();
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

    /** What the device's thread has been given. {@link #isWanted} is that thread's to ask, once it comes to it. */
    private record Handed(MicroBatch<Turn, Wanted> wanted, AtomicBoolean calledBack) {
        static Handed of(MicroBatch<Turn, Wanted> wanted) {
            wanted.items().forEach(item -> item.hand().begin());
            return new Handed(wanted, new AtomicBoolean());
        }

        boolean isWanted() {
            return !calledBack.get()
                    && !wanted.items().stream()
                            .allMatch(item -> item.hand().delivery().lost());
        }
    }

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
