package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.resilience.Guard;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the worker takes jobs, and why not. Safe for all threads. */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /** After a job for other weights: others take it meanwhile, and no job is delivered here again and again. */
    private static final Duration FIRST_REST = Duration.ofSeconds(30);

    private static final Duration LONGEST_REST = Duration.ofMinutes(2);

    private final Guard store;
    private final Guard results;
    private final LongSupplier nanos;
    private volatile boolean draining;
    private volatile String refusal;
    private volatile Rest rest = new Rest("", 0, Duration.ZERO);

    /**
     * Jobs are taken only while both services answer.
     *
     * @param store must have shown that it is back, as what is drawn meanwhile would be drawn in vain
     * @param results only the next job's result can show whether these get through again
     */
    Intake(Guard store, Guard results) {
        this(store, results, System::nanoTime);
    }

    Intake(Guard store, Guard results, LongSupplier nanos) {
        this.store = store;
        this.results = results;
        this.nanos = nanos;
    }

    boolean isOpen() {
        return closedBecause().isEmpty();
    }

    /** Empty while jobs are taken. */
    Optional<String> closedBecause() {
        if (draining) {
            return Optional.of("draining");
        }
        if (refusal != null) {
            return Optional.of(refusal);
        }
        Rest now = rest;
        if (now.lasts(nanos.getAsLong())) {
            return Optional.of(now.reason);
        }
        if (storeFails()) {
            return Optional.of(failing(store));
        }
        return results.letsThrough() ? Optional.empty() : Optional.of(failing(results));
    }

    /** Nobody will ask the store for anything while this is so, unless to see whether it is back. */
    boolean storeFails() {
        return !store.isTrusted();
    }

    /** Closed for good. */
    boolean isDraining() {
        return draining || refusal != null;
    }

    /** The worker stops. */
    void drain() {
        draining = true;
    }

    /** Nothing more can be done here: for good. */
    synchronized void close(String reason) {
        if (refusal == null) {
            refusal = reason;
            log.atError().addKeyValue("reason", reason).log("no more jobs are taken");
        }
    }

    /**
     * A batch is pinned to other weights. Any further job of this model may be of that batch, so none is taken for a while; then
     * it is tried whether there are others, longer each time that there are not.
     */
    synchronized void refuse(String pinned, String own) {
        String reason = "jobs are pinned to weights " + pinned + " (this worker's: " + own + ")";
        long now = nanos.getAsLong();
        Rest last = rest;
        if (last.lasts(now)) {
            return; // of the same handful, or of another lane's
        }
        if (!last.reason.equals(reason)) {
            log.atWarn().addKeyValue("reason", reason).log("no jobs are taken for a while, again and again");
        }
        rest = new Rest(reason, now, last.next());
    }

    private static String failing(Guard guard) {
        return guard.name() + " fails, and is left alone for a while";
    }

    /** @param since nanoseconds of the intake's clock */
    private record Rest(String reason, long since, Duration length) {
        boolean lasts(long now) {
            return now - since < length.toNanos();
        }

        Duration next() {
            Duration twice = length.isZero() ? FIRST_REST : length.multipliedBy(2);
            return twice.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : twice;
        }
    }
}
