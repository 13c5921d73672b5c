package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.resilience.Guard;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the worker takes jobs, and why not. Safe for all threads. */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final Guard store;
    private final Guard results;
    private volatile boolean draining;
    private volatile String refusal;

    /**
     * Jobs are taken only while both services answer.
     *
     * @param store must have shown that it is back, as what is drawn meanwhile would be drawn in vain
     * @param results only the next job's result can show whether these get through again
     */
    Intake(Guard store, Guard results) {
        this.store = store;
        this.results = results;
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

    /** A batch is pinned to other weights: for good, since every further job of this model may be of that batch. */
    void refuse(String pinned, String own) {
        close("jobs are pinned to weights " + pinned + " (this worker's: " + own + ")");
    }

    private static String failing(Guard guard) {
        return guard.name() + " fails, and is left alone for a while";
    }
}
