package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.dispatcher.archive.InputReader;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.archive.Snapshots;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.ledger.BackOff;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.ledger.FirstFailures;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Tries;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Waiting;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRows;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out how a batch stands, once nobody else can publish its jobs any more: the newest snapshot, and what Kafka has beyond
 * it. Without a snapshot of a batch that has run before, everything that stands in the store and in Kafka is read.
 */
final class Restart {
    private static final Logger log = LoggerFactory.getLogger(Restart.class);

    private final Assignment assignment;
    private final Stations stations;
    private final BatchListener listener;
    private final Clock clock;

    Restart(Assignment assignment, Stations stations, BatchListener listener, Clock clock) {
        this.assignment = assignment;
        this.stations = stations;
        this.listener = listener;
        this.clock = clock;
    }

    /** Returns what is known. Results are to be followed from where that ends. */
    BatchBook book(Positions topics) {
        Optional<Snapshot> snapshot = new Snapshots(assignment.objects()).newest();
        if (snapshot.isPresent()) {
            return goOn(snapshot.get(), topics);
        }
        return BatchManifest.find(assignment.objects()).isPresent() ? fromScratch() : begin();
    }

    private BatchBook begin() {
        stations.heard().results().startAtEnd();
        stations.heard().published().startAtEnd();
        BatchBook book = book(empty());
        noteRejected(book);
        return book;
    }

    /** Which rows are rejected the input's index says; why, only the rows themselves. */
    private void noteRejected(BatchBook book) {
        try (InputReader rows = new InputReader(assignment.objects(), assignment.input())) {
            PrimitiveIterator.OfLong rejected =
                    assignment.input().rejectedRows().iterator();
            for (int left = FirstFailures.LIMIT; left > 0 && rejected.hasNext(); left--) {
                book.rejected((RejectedRow) rows.read(rejected.nextLong()));
            }
        }
    }

    private BatchBook goOn(Snapshot snapshot, Positions topics) {
        BatchBook book = book(snapshot);
        Positions known = snapshot.positions();
        boolean sameCluster = known.cluster().equals(topics.cluster());
        boolean sameJobs = sameCluster && known.jobs().id().equals(topics.jobs().id());
        boolean sameResults =
                sameCluster && known.results().id().equals(topics.results().id());
        if (!sameJobs) {
            log.atWarn()
                    .addKeyValue("batchId", assignment.batch())
                    .log("the jobs' topic was made anew, publishing all again that have no outcome");
            book.lost(placed(book));
        }
        readJobs(book, sameJobs ? known.jobs().offsets() : Map.of());
        stations.heard().results().startAt(sameResults ? known.results().offsets() : Map.of());
        return book;
    }

    private BatchBook fromScratch() {
        log.atWarn().addKeyValue("batchId", assignment.batch()).log("no whole snapshot, reading all that stands");
        BatchBook book = book(empty());
        noteRejected(book);
        long rows = assignment.input().rows();
        for (long block = 0; block * ObjectNames.ROWS_PER_FOLDER < rows; block++) {
            ResultSegments.read(assignment.objects(), assignment.input().file(), block, book.restored());
        }
        readJobs(book, Map.of());
        stations.heard().results().startAt(Map.of());
        return book;
    }

    private Snapshot empty() {
        BatchLedger ledger =
                new BatchLedger(assignment.input().rows(), assignment.input().rejectedRows());
        Snapshot.Stamp none = new Snapshot.Stamp(0, 0);
        return new Snapshot(none, Positions.NONE, ledger, List.of(), Snapshot.Story.begin());
    }

    private BatchBook book(Snapshot state) {
        OpenRows open =
                new OpenRows(new BackOff(() -> ThreadLocalRandom.current().nextDouble()));
        return new BatchBook(assignment.batch(), state, open, listener, clock);
    }

    private static List<OpenRow> placed(BatchBook book) {
        return book.open().all().stream().filter(row -> row.place().isPresent()).toList();
    }

    private void readJobs(BatchBook book, Map<Integer, Long> offsets) {
        Map<Long, Instant> times = new HashMap<>();
        stations.heard().published().read(offsets, (row, images, publication, at) -> {
            // Partitions come in no order: of two publications of one row the later one counts.
            if (row < book.ledger().rows()
                    && !at.time().isBefore(times.getOrDefault(row, Instant.MIN))
                    && !book.ledger().ended(row)) {
                times.put(row, at.time());
                enter(book, row, images, publication, at.place());
            }
        });
    }

    private static void enter(BatchBook book, long row, int images, Publication publication, Place place) {
        int crashes = book.open().find(row).map(open -> open.tries().crashes()).orElse(0);
        Tries tries = new Tries(publication.attempts(), crashes, publication.alone());
        book.published(new OpenRow(row, images, tries, new Waiting(Instant.EPOCH)), place);
    }
}
