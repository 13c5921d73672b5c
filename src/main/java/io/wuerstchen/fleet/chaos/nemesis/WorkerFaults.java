package io.wuerstchen.fleet.chaos.nemesis;

import io.wuerstchen.fleet.chaos.fleet.ChaosFleet;
import io.wuerstchen.fleet.chaos.fleet.DispatcherSlot;
import io.wuerstchen.fleet.chaos.fleet.WorkerSlot;
import io.wuerstchen.fleet.chaos.plan.FaultKind;
import io.wuerstchen.fleet.chaos.plan.PlannedFault;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Kills and stops workers and the dispatcher. */
final class WorkerFaults {
    private final ChaosFleet fleet;
    private final WorkInHand work;
    /** Two faults at once would find the same work in hand, and one of them would hit nothing. */
    private final ReentrantLock turn = new ReentrantLock();

    WorkerFaults(ChaosFleet fleet, WorkInHand work) {
        this.fleet = fleet;
        this.work = work;
    }

    void worker(PlannedFault fault, Consumer<FiredFault> fired) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            Optional<WorkerSlot> busy = work.worker(fault.roll());
            WorkerSlot victim = busy.orElseGet(
                    () -> fleet.workers().get(fault.roll() % fleet.workers().size()));
            fired.accept(new FiredFault(fault, victim.name(), Instant.now(), busy.isPresent()));
            if (fault.kind() == FaultKind.KILL_WORKER) {
                victim.kill();
            } else {
                victim.stop(fault.length());
            }
        } finally {
            turn.unlock();
        }
    }

    void dispatcher(PlannedFault fault, Consumer<FiredFault> fired) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            boolean inHand = work.awaitBatch();
            DispatcherSlot victim = fleet.dispatchers().one(fault.roll());
            fired.accept(new FiredFault(fault, "dispatcher-" + victim.number(), Instant.now(), inHand));
            switch (fault.kind()) {
                case KILL_DISPATCHER -> victim.kill();
                case STOP_DISPATCHER -> victim.stop(fault.length());
                default -> victim.replace(fault.length());
            }
        } finally {
            turn.unlock();
        }
    }
}
