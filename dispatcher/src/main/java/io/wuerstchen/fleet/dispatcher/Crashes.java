package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.OnDevice;
import io.wuerstchen.fleet.dispatcher.ledger.Suspicion;
import io.wuerstchen.fleet.dispatcher.ledger.Suspicion.Verdict;
import io.wuerstchen.fleet.dispatcher.publish.DeadLetters;
import io.wuerstchen.fleet.dispatcher.result.WorkerDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Judges jobs that were alone on a device: those that took their process down come back alone, or are dead. One thread only. */
final class Crashes {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final BatchBook book;
    private final WorkerDirectory workers;
    private final DeadLetters letters;
    private final Clock clock;
    private Instant due = Instant.MIN;

    Crashes(BatchBook book, WorkerDirectory workers, DeadLetters letters, Clock clock) {
        this.book = book;
        this.workers = workers;
        this.letters = letters;
        this.clock = clock;
    }

    /** Looks what became of the processes that have jobs alone; {@code jobs} makes the job of a row. */
    void judge(JobSource jobs) {
        Instant now = clock.instant();
        if (now.isBefore(due)) {
            return;
        }
        due = now.plus(BETWEEN_LOOKS);
        List<OpenRow> alone = book.open().all().stream()
                .filter(row -> row.at() instanceof OnDevice)
                .toList();
        alone.forEach(row -> judge(row, (OnDevice) row.at(), jobs, now));
    }

    private void judge(OpenRow row, OnDevice device, JobSource jobs, Instant now) {
        Verdict verdict = Suspicion.of(device, workers.fate(device.process()), now);
        if (verdict == Verdict.CLEARED) {
            book.open().again(row, now);
        } else if (verdict == Verdict.CRASHED) {
            int crashes = row.tries().crashes() + 1;
            if (crashes < Suspicion.CRASHES || book.cancelling()) {
                book.open().crashed(row, now);
            } else {
                condemn(row, device, jobs.again(row.row()), crashes);
            }
        }
    }

    /** The row ends when its result is read back, as any other. */
    private void condemn(OpenRow row, OnDevice device, GenerationJob job, int crashes) {
        String reason =
                "the worker's process died " + crashes + " times in a row while this job was alone on its device";
        Dead dead = new Dead(
                FailureKind.CRASH,
                reason,
                row.tries().attempts() + crashes,
                book.ledger().generation());
        letters.send(job, dead, device.place());
        book.open().settled(row);
    }
}
