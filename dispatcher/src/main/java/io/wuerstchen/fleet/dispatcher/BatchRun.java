package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.BatchManifest.Pinned;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.ledger.RowBits;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import io.wuerstchen.fleet.dispatcher.plan.SharedWindow;
import io.wuerstchen.fleet.dispatcher.proof.BatchEnd;
import io.wuerstchen.fleet.dispatcher.publish.FencedException;
import io.wuerstchen.fleet.dispatcher.result.EndOfTopic;
import io.wuerstchen.fleet.dispatcher.result.ResultFollower;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportJson;
import io.wuerstchen.fleet.dispatcher.sweep.Sweep;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One batch from where it stands to its last outcome, on the calling thread. */
final class BatchRun {
    private static final Logger log = LoggerFactory.getLogger(BatchRun.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** For the store, when somebody waits for this process to end. */
    private static final Duration FAREWELL = Duration.ofSeconds(20);

    private final Assignment assignment;
    private final Stations stations;
    private final BatchListener listener;
    private final Clock clock;

    BatchRun(Assignment assignment, Stations stations, BatchListener listener, Clock clock) {
        this.assignment = assignment;
        this.stations = stations;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Runs the batch. An interrupt ends it early and stays set; the report then says how far it got.
     *
     * @throws io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException as soon as another dispatcher has the batch
     * @throws FencedException if Kafka takes nothing more from this run's producer, though no other dispatcher has the batch
     */
    BatchReport run(SharedWindow window) {
        try {
            return runOwned(window);
        } catch (FencedException e) {
            // Whoever takes a batch over has its lease before he fences, and then this throws. Else Kafka has given the
            // producer up, as one whose process was stopped in a transaction.
            assignment.ownership().renew();
            throw e;
        }
    }

    private BatchReport runOwned(SharedWindow window) {
        // First of all: what is read from here on is all that an earlier owner has published.
        stations.publisher().fenceOthers();
        stations.heard().workers().start();
        stations.heard().control().start();
        Positions topics = stations.broker().topics();
        BatchBook book = new Restart(assignment, stations, listener, clock).book(topics);
        if (stopped()) {
            // Not all was read: what is known is not to be stored as if it were all there is.
            return book.report();
        }
        Sweep sweep = new Sweep(stations.broker(), topics.jobs().id());
        Journal journal = new Journal(book, stations, sweep, topics, assignment, clock);
        try {
            work(book, journal, sweep, window);
        } catch (InterruptException e) {
            log.atInfo().addKeyValue("batchId", assignment.batch()).log("interrupted while publishing");
        } catch (StoreException e) {
            requireInterrupt(e);
        }
        book.tell();
        return end(book, journal);
    }

    private void work(BatchBook book, Journal journal, Sweep sweep, SharedWindow window) {
        catchUp(book, journal);
        // Before anything is published: from here on a restart knows from where to read.
        if (!storeAll(journal)) {
            return;
        }
        Shift.Desk desk = new Shift.Desk(book, journal, sweep);
        try (Shift shift = new Shift(assignment, stations, desk, window, listener, clock)) {
            do {
                // Once in any case: a batch that was finished may be wanted again.
                shift.turn();
            } while (!stopped() && !book.ledger().finished());
        }
    }

    /** Reads what workers have said since the last snapshot. */
    private void catchUp(BatchBook book, Journal journal) {
        ResultFollower results = stations.heard().results();
        EndOfTopic end = new EndOfTopic(results::ends, clock);
        while (!stopped() && !results.hasReached(end.offsets())) {
            if (journal.hasRoom()) {
                results.poll(POLL, book);
            } else {
                stations.recorder().await(POLL);
            }
            journal.storeIfDue();
        }
    }

    private static boolean stopped() {
        return Thread.currentThread().isInterrupted();
    }

    /** A call to the store that an interrupt has broken off is no failure of the store's. */
    private static void requireInterrupt(StoreException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException)) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        throw e;
    }

    /** Stores what came of the batch: the outcomes first, and the report only if it is the last word. */
    private BatchReport end(BatchBook book, Journal journal) {
        boolean interrupted = Thread.interrupted();
        try {
            return book.ledger().finished() ? finished(book, journal) : unfinished(book, journal);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private BatchReport unfinished(BatchBook book, Journal journal) {
        if (!journal.storeAll(FAREWELL)) {
            log.atWarn()
                    .addKeyValue("batchId", assignment.batch())
                    .log("left without a last snapshot; the next run reads more of Kafka");
        }
        return book.report();
    }

    private BatchReport finished(BatchBook book, Journal journal) {
        if (!settleObjects(book, journal)) {
            return book.report();
        }
        BatchReport report = book.report();
        if (!storeAll(journal)) {
            return report;
        }
        byte[] json = Json.bytes(ReportJson.write(report));
        assignment.ownership().write(() -> assignment.objects().putReport(report.generation(), json));
        return report;
    }

    /** Returns once all that is known is stored, however long the store takes for it; {@code false} after an interrupt. */
    private boolean storeAll(Journal journal) {
        if (!awaitRecorder()) {
            return false;
        }
        journal.store();
        return awaitRecorder();
    }

    private boolean awaitRecorder() {
        boolean idle = false;
        while (!idle && !stopped()) {
            assignment.ownership().requireNotLost();
            idle = stations.recorder().await(POLL);
        }
        return idle;
    }

    /** What stands of rows that came to nothing is all, and they are committed after all, or goes. {@code false} after an interrupt. */
    private boolean settleObjects(BatchBook book, Journal journal) {
        RowBits inVain = book.ledger().publishedInVain();
        Optional<Pinned> pinned = BatchManifest.find(assignment.objects());
        if (inVain.isEmpty() || pinned.isEmpty()) {
            return true;
        }
        // Whoever goes on after this process must know that these rows had ended before anything of them went.
        if (!storeAll(journal)) {
            return false;
        }
        Ownership ownership = assignment.ownership();
        try (JobSource jobs = JobSource.of(assignment, pinned.get())) {
            new BatchEnd(assignment.objects().store(), assignment.objects().names(), ownership)
                    .settle(jobs.again(inVain.iterator(), ownership::requireGood), book::found);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
