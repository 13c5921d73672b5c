package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobNotice.Attempting;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobNotice.Retry;
import io.wuerstchen.fleet.common.job.JobNotice.Returned;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.OnDevice;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Published;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Tries;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The rows that have left and have not ended: with the workers, alone on a device, or waiting to be published again. Bounded by
 * the publication window and by whoever publishes nothing new while too many wait. One thread only.
 */
public final class OpenRows {
    /** Delivered so often without an ending, a job is run alone from then on: it may be what takes the workers down. */
    private static final int SUSPECT = 3;
    /** After a crash a job waits up to four seconds. */
    private static final int MOST_DOUBLINGS = 3;

    private final BackOff backOff;
    private final Map<Long, OpenRow> rows = new HashMap<>();
    private final SortedSet<Turn> waiting = new TreeSet<>();
    /** How often in a row it was given back, of open rows; a restart counts anew. */
    private final Map<Long, Integer> returns = new HashMap<>();

    private long images;

    public OpenRows(BackOff backOff) {
        this.backOff = backOff;
    }

    public Optional<OpenRow> find(long row) {
        return Optional.ofNullable(rows.get(row));
    }

    public boolean has(long row) {
        return rows.containsKey(row);
    }

    public Collection<OpenRow> all() {
        return Collections.unmodifiableCollection(rows.values());
    }

    public int size() {
        return rows.size();
    }

    /** Rows that nobody works on. */
    public int waiting() {
        return waiting.size();
    }

    /** Images asked of the workers. */
    public long images() {
        return images;
    }

    /** Enters a row as it was, whatever is known of it. */
    public void enter(OpenRow row) {
        leave(row.row());
        rows.put(row.row(), row);
        if (row.at() instanceof Waiting turn) {
            waiting.add(new Turn(turn.due(), row.row()));
        } else {
            images += row.images();
        }
    }

    /** The row's job has been published, once more or for the first time. */
    public void published(long row, int asked, Tries tries, Place place) {
        enter(new OpenRow(row, asked, tries, new Published(place)));
    }

    /** The row has an outcome; it need not have been open. */
    public void ended(long row) {
        leave(row);
        returns.remove(row);
    }

    /** Heeds what a worker says of a row's last publication; a word on any other is out of date. */
    public void hear(JobNotice notice, Instant now) {
        OpenRow row = rows.get(notice.id().row());
        if (row == null || !row.place().equals(Optional.of(notice.place()))) {
            return;
        }
        if (notice.event() instanceof Retry retry) {
            Instant due = now.plus(backOff.after(retry.attempts()));
            returns.remove(row.row());
            enter(row.tried(row.tries().attempts(retry.attempts())).moved(new Waiting(due)));
        } else if (notice.event() instanceof Attempting attempting) {
            enter(row.moved(new OnDevice(notice.place(), attempting.process(), now, null)));
        } else if (notice.event() instanceof Returned returned && !(row.at() instanceof OnDevice)) {
            // Of one that was alone on a device another worker can't say what became of the process: Suspicion does.
            enter(row.tried(after(returned, row.tries())).moved(new Waiting(now.plus(pause(row)))));
        }
    }

    /** None at first. Where it comes back each time, as from a store that refuses its objects alone, it shall not keep the devices busy. */
    private Duration pause(OpenRow row) {
        int before = returns.merge(row.row(), 1, Integer::sum) - 1;
        return before == 0 ? Duration.ZERO : backOff.after(before);
    }

    private static Tries after(Returned returned, Tries tries) {
        if (tries.alone() && returned.deliveries() > 1) {
            return tries.cleared();
        }
        return returned.deliveries() >= SUSPECT ? tries.suspected() : tries;
    }

    /** The row's last publication came to nothing, for no fault of its own: it is to be published again. */
    public void again(OpenRow row, Instant due) {
        enter(row.moved(new Waiting(due)));
    }

    /**
     * The record of the row's last publication is done with, and nobody said what became of it. One that was alone on a device
     * is given time for the word that the process died. Returns whether the row is to be published again.
     */
    public boolean lost(OpenRow row, Instant now) {
        if (row.at() instanceof OnDevice device
                && (device.missed() == null || now.isBefore(device.missed().plus(Suspicion.SILENCE)))) {
            Instant missed = device.missed() == null ? now : device.missed();
            enter(row.moved(new OnDevice(device.place(), device.process(), device.since(), missed)));
            return false;
        }
        again(row, now);
        return true;
    }

    /** A process died while the row was alone on its device. Returns how many have by now. */
    public int crashed(OpenRow row, Instant now) {
        Tries tries = row.tries().crashed();
        // Soon, but not at once: whatever else kills workers shall not find it at the same point each time.
        Duration pause = backOff.after(Math.min(MOST_DOUBLINGS, tries.crashes()));
        enter(row.tried(tries).moved(new Waiting(now.plus(pause))));
        return tries.crashes();
    }

    /** All is said about the row, and only has to be read yet. */
    public void settled(OpenRow row) {
        row.place().ifPresent(place -> enter(row.moved(new Published(place))));
    }

    /** Rows that wait no longer, the one that is due first in front, {@code most} of them at most. */
    public List<OpenRow> due(Instant now, int most) {
        return waiting.headSet(new Turn(now.plusNanos(1), 0)).stream()
                .limit(most)
                .map(turn -> rows.get(turn.row))
                .toList();
    }

    private void leave(long row) {
        OpenRow before = rows.remove(row);
        if (before == null) {
            return;
        }
        if (before.at() instanceof Waiting turn) {
            waiting.remove(new Turn(turn.due(), row));
        } else {
            images -= before.images();
        }
    }

    private record Turn(Instant due, long row) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int order = due.compareTo(other.due);
            return order != 0 ? order : Long.compare(row, other.row);
        }
    }
}
