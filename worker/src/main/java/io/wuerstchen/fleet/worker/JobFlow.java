package io.wuerstchen.fleet.worker;

import io.vertx.core.Future;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.worker.generate.DeviceLostException;
import io.wuerstchen.fleet.worker.generate.Generated;
import io.wuerstchen.fleet.worker.intake.CancelledBatches;
import io.wuerstchen.fleet.worker.intake.Decoded;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.JobDecoder;
import io.wuerstchen.fleet.worker.microbatch.MicroBatcher;
import io.wuerstchen.fleet.worker.store.ConflictException;
import io.wuerstchen.fleet.worker.store.EncodingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A job's way through the stations: intake, micro-batch, generate, store, report. Only accessed by the verticle's event
 * loop; the stations that block answer with futures that complete there.
 */
final class JobFlow implements DeviceTurns.Taker {
    private final WorkerIdentity identity;
    private final JobDecoder decoder;
    private final Stations stations;
    private final Intake intake;
    private final FailureRules rules;
    private final CancelledBatches cancelled;
    private final DeviceTurns turns;
    private final Endings endings;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private boolean probing;

    JobFlow(
            WorkerIdentity identity,
            JobDecoder decoder,
            Stations stations,
            MicroBatcher<DeviceTurns.Turn, DeviceTurns.Wanted> batcher,
            Admittance admittance) {
        this.identity = identity;
        this.decoder = decoder;
        this.stations = stations;
        intake = admittance.intake();
        rules = admittance.rules();
        cancelled = admittance.cancelled();
        turns = new DeviceTurns(stations, batcher, this);
        endings = new Endings(identity, stations, rules, turns::feed);
    }

    /** Completes exceptionally when nothing more can be drawn. */
    CompletableFuture<Void> failure() {
        return failure;
    }

    /** A lane's handful, all at once, so that like jobs meet before the device takes any. */
    void receive(List<Delivery> deliveries) {
        deliveries.forEach(this::receive);
        turns.feed();
    }

    /** Some batch has been cancelled: jobs of which nothing was on the device yet end, the others go on to their last picture. */
    void cancelWaiting() {
        turns.waiting().stream()
                .filter(hand -> !hand.begun() && isCancelled(hand))
                .forEach(endings::cancel);
    }

    /** To be called again and again. */
    void watch() {
        watchDevice();
        watchStore();
    }

    /** Where it hangs, what it was asked for is to blame; what waits goes to others. */
    private void watchDevice() {
        Duration silent = stations.deviceSilentFor();
        if (rules.hung(silent) && !failure.isDone()) {
            String reason = "the device has not come back for " + silent.toSeconds() + " s";
            giveUp(new DeviceLostException(reason, null));
            turns.onDevice().forEach(hand -> endings.fail(hand, JobFailure.of(FailureKind.TIMEOUT, reason)));
        }
    }

    /** No job is taken that could show that the store is back, so somebody else must ask. */
    private void watchStore() {
        if (intake.storeFails() && !probing) {
            probing = true;
            stations.probeStore().onComplete(answered -> probing = false);
        }
    }

    @Override
    public void lost(Throwable cause) {
        if (failure.isDone()) {
            return;
        }
        giveUp(cause);
        for (JobInHand hand : turns.onDevice()) {
            if (FailureRules.announced(hand.provenance())) {
                endings.fail(hand, JobFailure.of(FailureKind.MODEL_ERROR, cause));
            } else {
                endings.giveBack(hand, cause.toString());
            }
        }
    }

    @Override
    public Future<Void> announce(JobInHand hand) {
        return endings.announce(hand);
    }

    @Override
    public void take(JobInHand hand, Generated generated) {
        attempt(hand, () -> {
            if (hand.ended()) {
                return; // Whoever heard of its end may have looked already for what stands.
            }
            if (generated instanceof Generated.Drawn drawn) {
                store(hand, drawn);
            } else if (generated instanceof Generated.Failed failed) {
                fail(hand, JobFailure.of(failed.kind(), failed.cause()));
            }
        });
    }

    @Override
    public void unable(JobInHand hand, Throwable cause) {
        endings.handBack(hand, cause);
    }

    private void giveUp(Throwable cause) {
        intake.close(cause.getMessage());
        turns.callBack().forEach(hand -> endings.giveBack(hand, cause.getMessage()));
        turns.waiting().forEach(hand -> endings.giveBack(hand, cause.getMessage()));
        failure.completeExceptionally(cause);
    }

    /** The station's edge: an error that nobody foresaw costs this delivery a delay, and the others nothing. */
    private void receive(Delivery delivery) {
        try {
            decode(delivery);
        } catch (RuntimeException e) {
            endings.handBack(delivery, e);
        }
    }

    private void decode(Delivery delivery) {
        Decoded decoded = decoder.decode(delivery.record());
        if (decoded instanceof Decoded.Job job) {
            take(new JobInHand(delivery, job.job(), job.provenance(), System.nanoTime()));
        } else if (decoded instanceof Decoded.Refused refused) {
            endings.refuse(delivery, refused);
        } else if (decoded instanceof Decoded.OtherWeights other) {
            intake.refuse(other.weights(), identity.model().digest());
            delivery.release();
        } else if (decoded instanceof Decoded.Unreadable unreadable) {
            endings.putAside(delivery, unreadable.reason());
        }
    }

    private void take(JobInHand hand) {
        if (isCancelled(hand)) {
            endings.cancel(hand);
        } else if (hand.provenance().mayStand()) {
            find(hand);
        } else {
            attempt(hand, () -> plan(hand));
        }
    }

    private boolean isCancelled(JobInHand hand) {
        return !hand.provenance().stranger()
                && cancelled.contains(
                        hand.job().id().batch(), hand.provenance().publication().generation());
    }

    private void find(JobInHand hand) {
        stations.find(hand.job())
                .onSuccess(found -> {
                    found.forEach(hand::add);
                    attempt(hand, () -> plan(hand));
                    turns.feed();
                })
                .onFailure(cause -> endings.handBack(hand, cause));
    }

    /** As {@link #receive(Delivery)}, for a job that may have pictures waiting already. */
    private void attempt(JobInHand hand, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            endings.handBack(hand, e);
        }
    }

    private void plan(JobInHand hand) {
        if (hand.missing().isEmpty()) {
            endings.commit(hand);
        } else if (!endUndrawn(hand)) {
            admit(hand);
        }
    }

    /** {@code false} if there is no reason for that. */
    private boolean endUndrawn(JobInHand hand) {
        if (failure.isDone()) {
            endings.giveBack(hand, "the worker's device is lost");
        } else if (isCancelled(hand)) {
            endings.cancel(hand);
        } else {
            return false;
        }
        return true;
    }

    private void admit(JobInHand hand) {
        switch (rules.admission(hand.provenance())) {
            case DRAW -> draw(hand);
            case GIVE_BACK ->
                endings.giveBack(hand, "delivered " + hand.provenance().deliveries() + " times");
            case BURY ->
                fail(
                        hand,
                        JobFailure.of(
                                FailureKind.CRASH,
                                "no worker has told of it in " + rules.deliveryLimit() + " deliveries"));
        }
    }

    private void draw(JobInHand hand) {
        if (!FailureRules.announced(hand.provenance())) {
            turns.add(hand);
            return;
        }
        Duration wait = rules.wait(
                stations.deviceLastTook(), ThreadLocalRandom.current().nextDouble());
        stations.pause(wait)
                .onSuccess(unused -> attempt(hand, () -> {
                    if (!endUndrawn(hand)) {
                        turns.add(hand);
                        turns.feed();
                    }
                }));
    }

    private void fail(JobInHand hand, JobFailure reason) {
        endings.fail(hand, reason).ifPresent(next -> attempt(next, () -> plan(next)));
        turns.feed();
    }

    private void store(JobInHand hand, Generated.Drawn drawn) {
        Future<StoredImage> stored = stations.store(drawn);
        hand.storing(stored);
        stored.onSuccess(image -> attempt(hand, () -> stand(hand, image)))
                .onFailure(cause -> attempt(hand, () -> notStored(hand, cause)));
        stored.onComplete(done -> turns.feed());
    }

    private void notStored(JobInHand hand, Throwable cause) {
        if (cause instanceof ConflictException conflict) {
            fail(hand, JobFailure.of(FailureKind.CONFLICT, conflict.getMessage()));
        } else if (cause instanceof InvalidJobException invalid) {
            // No library for this format here: the next worker of this kind would find the same.
            fail(hand, JobFailure.of(FailureKind.INVALID_JOB, invalid.getMessage()));
        } else if (cause instanceof EncodingException unforeseen) {
            fail(hand, JobFailure.of(FailureKind.OTHER, unforeseen));
        } else {
            endings.handBack(hand, cause);
        }
    }

    private void stand(JobInHand hand, StoredImage image) {
        hand.add(image);
        if (hand.missing().isEmpty()) {
            endings.commit(hand);
        }
    }

    /** What decides whether and how a job is taken. */
    record Admittance(Intake intake, FailureRules rules, CancelledBatches cancelled) {}
}
