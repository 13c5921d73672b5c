package io.wuerstchen.fleet.chaos.nemesis;

import io.wuerstchen.fleet.chaos.fleet.ChaosFleet;
import io.wuerstchen.fleet.chaos.fleet.WorkerSlot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits, for a while, for the moment at which a fault hurts. */
final class WorkInHand {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final ChaosFleet fleet;

    WorkInHand(ChaosFleet fleet) {
        this.fleet = fleet;
    }

    /** A worker that has jobs in hand: the one of {@code roll}, or the next that has. */
    Optional<WorkerSlot> worker(int roll) throws InterruptedException {
        List<WorkerSlot> workers = fleet.workers();
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int i = roll % workers.size(); System.nanoTime() < end; i++) {
            WorkerSlot worker = workers.get(i % workers.size());
            if (worker.inHand() > 0) {
                return Optional.of(worker);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        return Optional.empty();
    }

    /** Whether a dispatcher runs and some worker has jobs of its batch in hand, before patience is at its end. */
    boolean awaitBatch() throws InterruptedException {
        return awaitBatch(PATIENCE);
    }

    boolean awaitBatch(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            if (fleet.dispatchers().anyRuns() && fleet.inHand() > 0) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        return false;
    }
}
