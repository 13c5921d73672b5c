package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.resilience.Guard;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the worker takes jobs, and why not. Safe for all threads. */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final List<Guard> guards;
    private volatile boolean draining;
    private volatile String refusal;

    /** @param guards jobs are taken only while all of them let calls through */
    Intake(List<Guard> guards) {
        this.guards = List.copyOf(guards);
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
        return guards.stream()
                .filter(guard -> !guard.letsThrough())
                .map(guard -> guard.name() + " fails, and is left alone for a while")
                .findFirst();
    }

    /** Closed for good. */
    boolean isDraining() {
        return draining || refusal != null;
    }

    /** The worker stops. */
    void drain() {
        draining = true;
    }

    /** A batch is pinned to other weights: for good, since every further job of this model may be of that batch. */
    synchronized void refuse(String pinned, String own) {
        if (refusal == null) {
            refusal = "jobs are pinned to weights " + pinned + " (this worker's: " + own + ")";
            log.atError().addKeyValue("reason", refusal).log("no more jobs of this model are taken");
        }
    }
}
