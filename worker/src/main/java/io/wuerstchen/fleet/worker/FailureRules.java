package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.worker.intake.Provenance;
import java.time.Duration;
import java.util.Set;

/**
 * The failure table, as far as a worker decides it; the dispatcher does the rest. An attempt counts only where the failure
 * lies in the job. How often the broker has delivered a record never decides an outcome: a row of a batch goes back to its
 * dispatcher, which publishes it afresh. Only strangers' jobs have nobody to go back to.
 *
 * @param deliveryLimit how often the broker delivers a record at most
 * @param deviceTimeout how long the device may take for one step
 * @param suspense how long a suspect waits at least, more or less, before it has the device
 */
record FailureRules(int deliveryLimit, Duration deviceTimeout, Duration suspense) {
    static final Duration SUSPENSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_SUSPENSE = Duration.ofMinutes(1);
    /** After so many that count a job is dead. */
    static final int MAX_ATTEMPTS = 3;
    /** A record that comes this often was in hand while two workers went. */
    private static final int SUSPICIOUS = 3;
    /** One that had the device for itself, as soon as one worker went. */
    private static final int SUSPICIOUS_ALONE = 2;

    private static final Set<FailureKind> CERTAIN =
            Set.of(FailureKind.INVALID_JOB, FailureKind.CONFLICT, FailureKind.BAD_IMAGE, FailureKind.CRASH);

    /** What is done with a job that has just come and does not stand yet. */
    enum Admission {
        DRAW,
        /** Without touching the device. */
        GIVE_BACK,
        /** As a crash: the broker would not deliver it again. */
        BURY
    }

    /** What is done with a job that has failed. */
    enum Verdict {
        DEAD,
        /** The dispatcher publishes it again later. */
        RETRY,
        /** Here and now. */
        AGAIN,
        /** To whoever comes next; only the broker counts. */
        HAND_BACK
    }

    Admission admission(Provenance from) {
        if (from.stranger()) {
            return from.deliveries() >= deliveryLimit ? Admission.BURY : Admission.DRAW;
        }
        int suspicious = from.publication().alone() ? SUSPICIOUS_ALONE : SUSPICIOUS;
        return from.deliveries() >= suspicious ? Admission.GIVE_BACK : Admission.DRAW;
    }

    /** @param attempts that count, the one that has just failed included */
    Verdict verdict(Provenance from, FailureKind kind, int attempts) {
        if (CERTAIN.contains(kind)) {
            return Verdict.DEAD;
        }
        if (from.stranger() && kind == FailureKind.TIMEOUT) {
            return from.deliveries() >= MAX_ATTEMPTS ? Verdict.DEAD : Verdict.HAND_BACK;
        }
        if (attempts >= MAX_ATTEMPTS) {
            return Verdict.DEAD;
        }
        return from.stranger() ? Verdict.AGAIN : Verdict.RETRY;
    }

    /**
     * How long a suspect waits before it is drawn, about as long as that takes: a worker that somebody kills meanwhile shows that
     * it need not be the job that kills.
     *
     * @param drawing how long the device was at work on its last call
     * @param random from 0 to below 1
     */
    Duration wait(Duration drawing, double random) {
        Duration mean = suspense.compareTo(drawing) > 0 ? suspense : drawing;
        Duration bounded = LONGEST_SUSPENSE.compareTo(mean) < 0 ? LONGEST_SUSPENSE : mean;
        return Duration.ofMillis((long) (bounded.toMillis() * (0.5 + random)));
    }

    /** Whether the device will not come back from a step that has taken so long. */
    boolean hung(Duration silent) {
        return silent.compareTo(deviceTimeout) > 0;
    }

    /**
     * Whether a job shares no micro-batch with others: it has failed before, or is suspected, and shall neither spoil theirs
     * nor be spoilt by them.
     */
    static boolean apart(Provenance from, int failedAttempts) {
        return failedAttempts > 0 || from.publication().alone() || from.deliveries() >= SUSPICIOUS;
    }

    /** Whether the dispatcher is told before such a job has the device for itself. */
    static boolean announced(Provenance from) {
        return from.publication().alone() && !from.stranger();
    }

    /** Whether a job that is handed back goes to its dispatcher, as the broker counts what is merely released. */
    static boolean givenBackByNotice(Provenance from) {
        return !from.stranger() && (from.publication().alone() || from.deliveries() > 1);
    }
}
