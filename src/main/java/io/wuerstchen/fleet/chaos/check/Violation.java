package io.wuerstchen.fleet.chaos.check;

/**
 * A promise that was broken.
 *
 * @param about the row or the object
 * @param what one sentence for people
 */
public record Violation(Kind kind, String about, String what) {
    /** What it counts as in a run's last line. */
    public enum Kind {
        /** A row has not the outcome it must have, or an object of it is not there. */
        LOST,
        /** A row has more outcomes than one, or a batch more owners. */
        DOUBLE,
        /** An object is not what was to stand there, whole. */
        TORN,
        /** An object belongs to no committed row. */
        ORPHAN,
        /** An object was changed or is another one than without faults. */
        CHANGED
    }

    @Override
    public String toString() {
        return kind + " " + about + ": " + what;
    }
}
