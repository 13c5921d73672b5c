package io.wuerstchen.fleet.worker;

import io.vertx.core.Future;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.worker.intake.Decoded;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.report.DeadLetter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a job leaves the worker: once none of its pictures is on its way to the store any more, its result, or a word to its
 * dispatcher, and only once that stands the acknowledgement. So whoever hears of its end and looks into the store sees all that
 * this worker will ever have put there. Only accessed by the verticle's event loop.
 */
final class Endings {
    private static final Logger log = LoggerFactory.getLogger(Endings.class);

    /** Above what a store that answers late, again and again, makes of a put; a job whose puts take longer is handed back. */
    private static final long PUTS_TIMEOUT_SECONDS = 600;

    private final WorkerIdentity identity;
    private final Stations stations;
    private final FailureRules rules;
    private final Runnable then;

    /** @param then called whenever a job has left */
    Endings(WorkerIdentity identity, Stations stations, FailureRules rules, Runnable then) {
        this.identity = identity;
        this.stations = stations;
        this.rules = rules;
        this.then = then;
    }

    void commit(JobInHand hand) {
        double seconds = hand.seconds(System.nanoTime());
        int generation = hand.provenance().publication().generation();
        var committed = new JobResult.Committed(hand.job().parameters(), hand.images(), seconds, generation);
        if (hand.end()) {
            leave(hand, () -> stations.report(result(hand, committed)));
        }
    }

    void cancel(JobInHand hand) {
        if (hand.end()) {
            leave(hand, () -> stations.report(result(hand, new JobResult.Cancelled())));
        }
    }

    /** The attempt has failed. Returns the next one, where it is to be made here and now. */
    Optional<JobInHand> fail(JobInHand hand, JobFailure failure) {
        if (!hand.end() || hand.delivery().lost()) {
            return Optional.empty(); // Who has it now will see for himself.
        }
        switch (rules.verdict(hand.provenance(), failure.kind(), hand.attempts())) {
            case DEAD -> leaveIfHeld(hand, () -> bury(hand, failure));
            case RETRY -> leaveIfHeld(hand, () -> retry(hand, failure));
            case HAND_BACK -> giveBack(hand, failure.reason(), true);
            case AGAIN -> {
                return Optional.of(hand.again());
            }
        }
        return Optional.empty();
    }

    /** For a reason that does not lie in the job. */
    void handBack(JobInHand hand, Throwable cause) {
        if (hand.end()) {
            log.atWarn()
                    .addKeyValue("jobId", hand.job().id())
                    .addKeyValue("reason", cause.toString())
                    .log("job handed back");
            giveBack(hand, cause.toString(), false);
        }
    }

    /** At once: somebody else shall have it, for a reason that does not lie in the job. */
    void giveBack(JobInHand hand, String reason) {
        if (hand.end()) {
            giveBack(hand, reason, true);
        }
    }

    /** A record that was no job yet. */
    void handBack(Delivery delivery, Throwable cause) {
        delivery.releaseLater();
        log.atWarn()
                .addKeyValue("offset", delivery)
                .addKeyValue("reason", cause.toString())
                .log("job handed back");
    }

    /** A row that nobody can draw as it is. */
    void refuse(Delivery delivery, Decoded.Refused refused) {
        JobResult result = new JobResult(refused.origin(), identity.model(), identity.id(), refused.outcome());
        DeadLetter letter = DeadLetter.of(
                delivery.record(),
                refused.outcome(),
                identity.id(),
                refused.outcome().reason());
        settle(delivery, stations.deadLetter(letter).compose(unused -> stations.report(result)));
    }

    /** What is not even a row. */
    void putAside(Delivery delivery, String reason) {
        settle(delivery, stations.deadLetter(DeadLetter.malformed(delivery.record(), identity.id(), reason)));
    }

    /** Tells the dispatcher that from now on the job is alone on the device. */
    Future<Void> announce(JobInHand hand) {
        return tell(hand, new JobNotice.Attempting(identity.process()));
    }

    private Future<Void> bury(JobInHand hand, JobFailure failure) {
        var dead = new JobResult.Dead(
                failure.kind(),
                failure.reason(),
                hand.attempts(),
                hand.provenance().publication().generation());
        DeadLetter letter = DeadLetter.of(hand.delivery().record(), dead, identity.id(), failure.error());
        return stations.deadLetter(letter).compose(unused -> stations.report(result(hand, dead)));
    }

    private Future<Void> retry(JobInHand hand, JobFailure failure) {
        return tell(hand, new JobNotice.Retry(failure.kind(), failure.reason(), hand.attempts()));
    }

    private void giveBack(JobInHand hand, String reason, boolean atOnce) {
        if (FailureRules.givenBackByNotice(hand.provenance())) {
            leaveIfHeld(
                    hand,
                    () -> tell(
                            hand,
                            new JobNotice.Returned(reason, hand.provenance().deliveries())));
            return;
        }
        putsEnded(hand).onComplete(done -> {
            if (atOnce) {
                hand.delivery().release();
            } else {
                hand.delivery().releaseLater();
            }
            left(hand);
        });
    }

    private Future<Void> tell(JobInHand hand, JobNotice.Event event) {
        return stations.tell(new JobNotice(hand.job().id(), identity.id(), hand.place(), event));
    }

    private JobResult result(JobInHand hand, JobResult.Outcome outcome) {
        return new JobResult(hand.job().origin(), hand.job().model(), identity.id(), outcome);
    }

    private void leave(JobInHand hand, Supplier<Future<Void>> word) {
        settle(hand.delivery(), putsEnded(hand).compose(unused -> word.get())).onComplete(done -> left(hand));
    }

    /** Says nothing of a job that was lost while its puts were waited for: he who has it now may put the rest. */
    private void leaveIfHeld(JobInHand hand, Supplier<Future<Void>> word) {
        leave(hand, () -> hand.delivery().lost() ? Future.failedFuture("its lock was lost meanwhile") : word.get());
    }

    private static Future<Void> putsEnded(JobInHand hand) {
        return hand.putsEnded().timeout(PUTS_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private void left(JobInHand hand) {
        hand.settled();
        then.run();
    }

    private Future<Void> settle(Delivery delivery, Future<Void> told) {
        return told.onSuccess(unused -> delivery.accept()).onFailure(failure -> handBack(delivery, failure));
    }
}
