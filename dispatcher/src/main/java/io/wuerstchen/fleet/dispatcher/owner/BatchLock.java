package io.wuerstchen.fleet.dispatcher.owner;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Keeps dispatchers off a batch while somebody changes what they rely on. */
public final class BatchLock {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Ownership.LEASE.plusSeconds(3);

    private BatchLock() {}

    /**
     * Takes the batch as a dispatcher does; whoever calls renews and releases it. Waits a lease for a dispatcher that may be dead.
     *
     * @param who for people
     * @throws InvalidJobException if a dispatcher has it
     * @throws InterruptedException if this thread is interrupted
     */
    public static Ownership acquire(Leases leases, String who) throws InterruptedException {
        Claim claim = new Claim(leases, who + " on " + OwnerName.next(), System::nanoTime);
        long begin = System.nanoTime();
        Optional<Ownership> mine = claim.tryTake(false);
        while (mine.isEmpty()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw InvalidJobException.of(
                        "batch",
                        leases.batch(),
                        "one that no dispatcher has; " + claim.holder().orElse("one") + " has it");
            }
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
            mine = claim.tryTake(false);
        }
        return mine.get();
    }
}
