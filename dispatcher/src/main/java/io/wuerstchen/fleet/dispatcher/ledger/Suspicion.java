package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.OnDevice;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a job that was alone on a device has taken its process down. Only a process that fell silent without a farewell
 * counts; one that lives, or has stopped as it should, clears the job. Processes are killed from outside, too, which looks the
 * same. But a suspect waits a while with its worker before it is drawn, and whoever kills without knowing of that kills in that
 * while about as often: such a death shows that somebody kills, and the count begins anew.
 */
public final class Suspicion {
    /** So many deaths in a row and a job is dead. */
    public static final int CRASHES = 5;
    /** A process that has not been heard of for so long is gone. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    private Suspicion() {}

    /** What became of a process. */
    public enum Fate {
        /** It has been heard of since, or not long ago. */
        LIVES,
        /** It said farewell. */
        LEFT,
        /** It said nothing for too long, or another process has its name. */
        DIED,
        /** It was never heard of, which says nothing. */
        UNKNOWN
    }

    /** What is to be done about a row that is alone on a device. */
    public enum Verdict {
        WAIT,
        /** Published again, and nothing counted. */
        CLEARED,
        CRASHED
    }

    /** A process that is unknown is given as long as one that may have fallen silent. */
    public static Verdict of(OnDevice device, Fate fate, Instant now) {
        return switch (fate) {
            case LIVES -> Verdict.WAIT;
            case DIED -> Verdict.CRASHED;
            case LEFT -> Verdict.CLEARED;
            case UNKNOWN -> now.isBefore(device.since().plus(SILENCE)) ? Verdict.WAIT : Verdict.CLEARED;
        };
    }
}
