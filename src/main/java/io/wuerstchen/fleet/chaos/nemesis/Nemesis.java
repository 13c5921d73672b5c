package io.wuerstchen.fleet.chaos.nemesis;

import io.wuerstchen.fleet.chaos.fleet.ChaosFleet;
import io.wuerstchen.fleet.chaos.plan.FaultPlan;
import io.wuerstchen.fleet.chaos.plan.PlannedFault;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the faults of a plan in their order and with their gaps; what lasts goes on while the next ones are done. */
public final class Nemesis {
    private static final Logger log = LoggerFactory.getLogger(Nemesis.class);
    /** Faults that last at the same time; one more waits. */
    private static final int AT_ONCE = 8;

    private static final Duration START = Duration.ofSeconds(90);
    /** For the last ones to be over. */
    private static final Duration LAST = Duration.ofSeconds(120);

    private final WorkInHand work;
    private final WorkerFaults workers;
    private final ServerFaults servers;
    private final RequestFaults requests;
    private final FaultLog faults;
    private final Semaphore room = new Semaphore(AT_ONCE);

    public Nemesis(ChaosFleet fleet, FaultLog faults) {
        this.work = new WorkInHand(fleet);
        this.workers = new WorkerFaults(fleet, work);
        this.servers = new ServerFaults(fleet, work);
        this.requests = new RequestFaults(fleet.servers().storeProxy(), () -> fleet.inHand() > 0);
        this.faults = faults;
    }

    /** Begins when the first jobs are in hand, and returns when every fault is over. An interrupt ends it early. */
    public void run(FaultPlan plan) throws InterruptedException {
        ExecutorService threads =
                new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(AT_ONCE));
        try {
            work.awaitBatch(START);
            for (PlannedFault fault : plan.faults()) {
                TimeUnit.MILLISECONDS.sleep(fault.gap().toMillis());
                room.acquire();
                threads.execute(() -> fire(fault));
            }
            room.tryAcquire(AT_ONCE, LAST.toSeconds(), TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    private void fire(PlannedFault fault) {
        try {
            switch (fault.kind()) {
                case KILL_WORKER, STOP_WORKER, STOP_WORKER_PAST_LOCK -> workers.worker(fault, faults::add);
                case KILL_DISPATCHER, STOP_DISPATCHER, STOP_DISPATCHER_PAST_LEASE ->
                    workers.dispatcher(fault, faults::add);
                case KILL_BROKER, STOP_BROKER, KILL_STORE, STOP_STORE, CUT_KAFKA, SLOW_KAFKA, STALL_KAFKA, SLOW_STORE ->
                    servers.fire(fault, faults::add);
                default -> requests.fire(fault, faults::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("fault", fault).log("a fault could not be done");
        } finally {
            room.release();
        }
    }
}
