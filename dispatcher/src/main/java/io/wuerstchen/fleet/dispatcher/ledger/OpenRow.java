package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.JobNotice.Place;
import java.time.Instant;
import java.util.Optional;

/**
 * A row whose job has left and has not ended.
 *
 * @param images it asks for
 */
public record OpenRow(long row, int images, Tries tries, Whereabouts at) {
    /**
     * What was tried so far.
     *
     * @param attempts that failed and count, in this generation
     * @param crashes of processes that died in a row while the job was alone on their device
     * @param alone whether it is published to run alone
     */
    public record Tries(int attempts, int crashes, boolean alone) {
        public static final Tries NONE = new Tries(0, 0, false);

        Tries attempts(int counted) {
            return new Tries(Math.max(attempts, counted), crashes, alone);
        }

        Tries suspected() {
            return new Tries(attempts, crashes, true);
        }

        /** A process died while it had the job and had not begun to draw it. */
        Tries cleared() {
            return new Tries(attempts, 0, true);
        }

        Tries crashed() {
            return new Tries(attempts, crashes + 1, true);
        }
    }

    /** Where its job is. */
    public sealed interface Whereabouts {}

    /** With the workers, or on its way to them. */
    public record Published(Place place) implements Whereabouts {}

    /**
     * Alone on a device, as far as we know.
     *
     * @param process that has it, as in its heartbeats
     * @param since when it said so
     * @param missed when its record was first found to be done with, though nobody said what became of it; else {@code null}
     */
    public record OnDevice(Place place, String process, Instant since, Instant missed) implements Whereabouts {}

    /** With nobody; to be published again at {@code due}. */
    public record Waiting(Instant due) implements Whereabouts {}

    /** The record of its last publication, which may be with a worker; empty while it waits. */
    public Optional<Place> place() {
        if (at instanceof Published published) {
            return Optional.of(published.place());
        }
        return at instanceof OnDevice device ? Optional.of(device.place()) : Optional.empty();
    }

    /** The same for a clock that says {@code now}, where that of whoever entered the row was ahead of it. */
    public OpenRow asOf(Instant now) {
        if (at instanceof Waiting waiting) {
            return moved(new Waiting(earlier(waiting.due(), now.plus(BackOff.LONGEST))));
        }
        if (at instanceof OnDevice device) {
            Instant missed = device.missed() == null ? null : earlier(device.missed(), now);
            return moved(new OnDevice(device.place(), device.process(), earlier(device.since(), now), missed));
        }
        return this;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    OpenRow moved(Whereabouts to) {
        return new OpenRow(row, images, tries, to);
    }

    OpenRow tried(Tries now) {
        return new OpenRow(row, images, now, at);
    }
}
