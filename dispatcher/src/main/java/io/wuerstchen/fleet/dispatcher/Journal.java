package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.dispatcher.archive.Recorder;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.ledger.SnapshotFormat;
import io.wuerstchen.fleet.dispatcher.sweep.Sweep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has what is known of a batch stored from time to time, each time as it is at one moment. One thread only. */
final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    /** What a restart has to read again from Kafka at most, if nothing much happened. */
    private static final Duration PERIOD = Duration.ofSeconds(60);

    private final BatchBook book;
    private final Stations stations;
    private final Sweep sweep;
    private final Clock clock;
    private final Positions topics;
    private Snapshot.Stamp stamp;
    private Instant due;

    /** @param topics without offsets */
    Journal(BatchBook book, Stations stations, Sweep sweep, Positions topics, Assignment assignment, Clock clock) {
        this.book = book;
        this.stations = stations;
        this.sweep = sweep;
        this.clock = clock;
        this.topics = topics;
        stamp = new Snapshot.Stamp(assignment.ownership().epoch(), 0);
        due = clock.instant();
    }

    /** Whether results may be entered: there is a bounded place for those that are not stored yet. */
    boolean hasRoom() {
        return !book.segments().full() || recorder().idle();
    }

    /** Begins to store what is old, or much. */
    void storeIfDue() {
        boolean wanted = book.segments().due() || !clock.instant().isBefore(due);
        if (wanted && recorder().idle()) {
            storeIfKnown();
        }
    }

    /** Stores all that is known, and waits for it; {@code false} if that took longer than {@code most}. */
    boolean storeAll(Duration most) {
        if (!recorder().await(most)) {
            return false;
        }
        store();
        return recorder().await(most);
    }

    /** Begins to store all that is known; only while nothing else is being stored. */
    void store() {
        // The snapshot is made here and now; what it counts on is in the segments that go before it.
        Snapshot snapshot =
                new Snapshot(stamp, positions(), book.ledger(), book.open().all(), book.story());
        recorder().store(new Recorder.Entry(book.segments().cut(), stamp, SnapshotFormat.write(snapshot)));
        stamp = new Snapshot.Stamp(stamp.epoch(), stamp.sequence() + 1);
        due = clock.instant().plus(PERIOD);
    }

    /** A Kafka that is away is no reason to end: what is not stored yet stays as it is. */
    private void storeIfKnown() {
        try {
            store();
        } catch (TimeoutException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("Kafka does not say where it ends, stored later");
        }
    }

    private Recorder recorder() {
        return stations.recorder();
    }

    private Positions positions() {
        return new Positions(
                topics.cluster(),
                new Positions.Topic(
                        sweep.topicId(), stations.heard().published().ends()),
                new Positions.Topic(
                        topics.results().id(), stations.heard().results().positions()));
    }
}
