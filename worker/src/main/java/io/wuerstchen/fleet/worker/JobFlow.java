package io.wuerstchen.fleet.worker;

import io.vertx.core.Future;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.worker.generate.Generated;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.intake.Decoded;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.JobDecoder;
import io.wuerstchen.fleet.worker.microbatch.MicroBatch;
import io.wuerstchen.fleet.worker.microbatch.MicroBatcher;
import io.wuerstchen.fleet.worker.store.ConflictException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job's way through the stations: intake, micro-batch, generate, store, report. Only accessed by the verticle's event
 * loop; the stations that block answer with futures that complete there.
 */
final class JobFlow {
    private static final Logger log = LoggerFactory.getLogger(JobFlow.class);

    private final WorkerIdentity identity;
    private final JobDecoder decoder;
    private final Stations stations;
    private final MicroBatcher<MicroBatchKey, Wanted> batcher;
    private final Intake intake;
    private boolean deviceBusy;

    JobFlow(
            WorkerIdentity identity,
            JobDecoder decoder,
            Stations stations,
            MicroBatcher<MicroBatchKey, Wanted> batcher,
            Intake intake) {
        this.identity = identity;
        this.decoder = decoder;
        this.stations = stations;
        this.batcher = batcher;
        this.intake = intake;
    }

    /** A lane's handful, all at once, so that like jobs meet before the device takes any. */
    void receive(List<Delivery> deliveries) {
        deliveries.forEach(this::receive);
        feedDevice();
    }

    /** The station's edge: an error that nobody foresaw costs this delivery a delay, and the others nothing. */
    private void receive(Delivery delivery) {
        try {
            decode(delivery);
        } catch (RuntimeException e) {
            handBack(delivery, e);
        }
    }

    private void decode(Delivery delivery) {
        Decoded decoded = decoder.decode(delivery.record());
        if (decoded instanceof Decoded.Job job) {
            take(new JobInHand(delivery, job.job(), System.nanoTime()));
        } else if (decoded instanceof Decoded.Refused refused) {
            report(delivery, new JobResult(refused.origin(), identity.model(), identity.id(), refused.outcome()));
        } else if (decoded instanceof Decoded.OtherWeights other) {
            intake.refuse(other.weights(), identity.model().digest());
            delivery.release();
        } else if (decoded instanceof Decoded.Unreadable unreadable) {
            settle(delivery, stations.deadLetter(delivery.record(), unreadable.reason()));
        }
    }

    private void take(JobInHand hand) {
        if (!hand.delivery().mayStand()) {
            attempt(hand, () -> plan(hand));
            return;
        }
        stations.find(hand.job())
                .onSuccess(found -> {
                    found.forEach(hand::add);
                    attempt(hand, () -> plan(hand));
                    feedDevice();
                })
                .onFailure(failure -> handBack(hand, failure));
    }

    /** As {@link #receive(Delivery)}, for a job that may have pictures waiting already. */
    private static void attempt(JobInHand hand, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            hand.end();
            handBack(hand.delivery(), e);
        }
    }

    private void plan(JobInHand hand) {
        List<PlannedImage> missing = hand.missing();
        if (missing.isEmpty()) {
            commit(hand);
            return;
        }
        // Before and not only when the device is free: what was lost while it was busy would take the room.
        batcher.removeIf(wanted -> wanted.hand().unwanted());
        MicroBatchKey key = MicroBatchKey.of(hand.job().parameters());
        missing.forEach(planned -> batcher.add(key, new Wanted(hand, planned), System.nanoTime()));
    }

    private void feedDevice() {
        if (deviceBusy || stations.isCongested()) {
            return;
        }
        batcher.removeIf(wanted -> wanted.hand().unwanted());
        batcher.next(System.nanoTime()).ifPresent(this::generate);
    }

    private void generate(MicroBatch<MicroBatchKey, Wanted> wanted) {
        deviceBusy = true;
        var planned = wanted.items().stream().map(Wanted::planned).toList();
        stations.generate(new MicroBatch<>(wanted.key(), planned)).onComplete(generated -> {
            deviceBusy = false;
            feedDevice();
            if (generated.succeeded()) {
                handOn(wanted.items(), generated.result());
            } else {
                wanted.items().forEach(each -> handBack(each.hand(), generated.cause()));
            }
        });
    }

    private void handOn(List<Wanted> wanted, List<Generated> generated) {
        for (int i = 0; i < wanted.size(); i++) {
            JobInHand hand = wanted.get(i).hand();
            int place = i;
            attempt(hand, () -> handOn(hand, generated.get(place)));
        }
    }

    private void handOn(JobInHand hand, Generated generated) {
        if (generated instanceof Generated.Drawn drawn) {
            store(hand, drawn);
        } else if (generated instanceof Generated.Failed failed) {
            bury(hand, failed.kind(), failed.reason());
        }
    }

    private void store(JobInHand hand, Generated.Drawn drawn) {
        Future<StoredImage> stored = stations.store(drawn);
        stored.onSuccess(image -> attempt(hand, () -> stand(hand, image)))
                .onFailure(failure -> attempt(hand, () -> notStored(hand, failure)));
        stored.onComplete(done -> feedDevice());
    }

    private void notStored(JobInHand hand, Throwable failure) {
        if (failure instanceof ConflictException conflict) {
            bury(hand, FailureKind.CONFLICT, conflict.getMessage());
        } else if (failure instanceof InvalidJobException invalid) {
            // No library for this format here: the next worker of this kind would find the same.
            bury(hand, FailureKind.INVALID_JOB, invalid.getMessage());
        } else {
            handBack(hand, failure);
        }
    }

    private void stand(JobInHand hand, StoredImage image) {
        hand.add(image);
        if (hand.missing().isEmpty()) {
            commit(hand);
        }
    }

    private void commit(JobInHand hand) {
        double seconds = hand.seconds(System.nanoTime());
        end(hand, new JobResult.Committed(hand.job().parameters(), hand.images(), seconds));
    }

    private void bury(JobInHand hand, FailureKind kind, String reason) {
        end(hand, new JobResult.Dead(kind, reason));
    }

    private void end(JobInHand hand, JobResult.Outcome outcome) {
        if (hand.end()) {
            report(
                    hand.delivery(),
                    new JobResult(hand.job().origin(), hand.job().model(), identity.id(), outcome));
        }
    }

    /** The result first, then the acknowledgement. */
    private void report(Delivery delivery, JobResult result) {
        settle(delivery, stations.report(result));
    }

    private void settle(Delivery delivery, Future<Void> reported) {
        reported.onSuccess(unused -> delivery.accept()).onFailure(failure -> handBack(delivery, failure));
    }

    private static void handBack(JobInHand hand, Throwable failure) {
        if (hand.end()) {
            handBack(hand.delivery(), failure);
        }
    }

    private static void handBack(Delivery delivery, Throwable failure) {
        delivery.releaseLater();
        log.atWarn()
                .addKeyValue("offset", delivery)
                .addKeyValue("reason", failure.toString())
                .log("job handed back");
    }

    /** A picture that the device shall draw, and the job that waits for it. */
    record Wanted(JobInHand hand, PlannedImage planned) {}
}
