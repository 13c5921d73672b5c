package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * One of a host's places, and the batch on it: run there, or waited for while another dispatcher has it. Hears of the batch on
 * its own thread; all else is for the host's.
 */
final class Seat implements BatchListener {
    /** By then the batch is taken if its owner is gone. */
    private static final Duration LONG_ENOUGH = Ownership.LEASE.plusSeconds(2);

    private final BatchListener next;
    private final Clock clock;
    private volatile Optional<Instant> waitingSince = Optional.empty();

    /** @param next hears all that this hears */
    Seat(BatchListener next, Clock clock) {
        this.next = next;
        this.clock = clock;
    }

    /** Whether whoever has the batch has shown that it lives. */
    boolean waitsInVain(Instant now) {
        return waitingSince
                .filter(since -> !since.plus(LONG_ENOUGH).isAfter(now))
                .isPresent();
    }

    @Override
    public void ownedBy(String owner) {
        waitingSince = waitingSince.or(() -> Optional.of(clock.instant()));
        next.ownedBy(owner);
    }

    @Override
    public void taken() {
        waitingSince = Optional.empty();
        next.taken();
    }

    @Override
    public void read(long rows) {
        next.read(rows);
    }

    @Override
    public void noWorker(String model, Duration waited) {
        next.noWorker(model, waited);
    }

    @Override
    public void rejected(RejectedRow row) {
        next.rejected(row);
    }

    @Override
    public void result(JobResult result) {
        next.result(result);
    }

    @Override
    public void progress(BatchProgress progress) {
        next.progress(progress);
    }

    /** With what comes of it. */
    record Taken(Seat seat, Future<BatchReport> report) {}
}
