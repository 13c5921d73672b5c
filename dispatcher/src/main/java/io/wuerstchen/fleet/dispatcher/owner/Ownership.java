package io.wuerstchen.fleet.dispatcher.owner;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A lease that this process holds. It is good until {@link #LEASE} less {@link #MARGIN} after its last renewal began, by a clock
 * that nobody sets; past that it must be renewed before anything is written, which fails where somebody else has the batch.
 * Safe for all threads.
 */
public final class Ownership {
    public static final Duration LEASE = Duration.ofSeconds(15);
    public static final Duration RENEWAL = Duration.ofSeconds(5);
    /** A call that is on its way when the lease ends may arrive a little later. */
    static final Duration MARGIN = Duration.ofSeconds(3);

    private final Leases leases;
    private final LongSupplier nanos;
    private final long epoch;
    private Lease lease;
    private volatile long renewedAt;
    private volatile OwnershipLostException lost;

    /** @param takenAt when the call that made the lease began */
    Ownership(Leases leases, Lease lease, LongSupplier nanos, long takenAt) {
        this.leases = leases;
        this.lease = lease;
        this.epoch = lease.epoch();
        this.nanos = nanos;
        this.renewedAt = takenAt;
    }

    public long epoch() {
        return epoch;
    }

    /** Whether something may be published or written now; {@code false} also where only the renewal is late. */
    public boolean isGood() {
        return lost == null
                && nanos.getAsLong() - renewedAt < LEASE.minus(MARGIN).toNanos();
    }

    /** Throws {@link OwnershipLostException} if it is known that another dispatcher has the batch. */
    public void requireNotLost() {
        if (lost != null) {
            throw lost;
        }
    }

    /**
     * To be called before each write to the store: the lease is good when this returns.
     *
     * @throws OwnershipLostException if another dispatcher has the batch
     * @throws io.wuerstchen.fleet.common.storage.StoreException if it had to be renewed and that failed
     */
    public synchronized void requireGood() {
        requireNotLost();
        if (!isGood()) {
            renew();
        }
    }

    /** As {@link #requireGood}, but renews it in any case. */
    public synchronized void renew() {
        requireNotLost();
        long now = nanos.getAsLong();
        leases.lastEpoch(lease.epoch()).ifPresent(epoch -> lose("taken over, epoch " + epoch, null));
        requireNotLost();
        lease = lease.next();
        leases.renew(lease);
        renewedAt = now;
    }

    /** Another dispatcher has shown itself elsewhere. Returns what is to be thrown. */
    public synchronized OwnershipLostException lose(String by, Throwable cause) {
        if (lost == null) {
            lost = new OwnershipLostException(leases.batch(), by, cause);
        }
        return lost;
    }

    /** Lets go of the batch, so that the next owner need not wait; does nothing where it is lost. */
    public synchronized void release() {
        if (lost == null && leases.lastEpoch(lease.epoch()).isEmpty()) {
            lease = lease.release();
            leases.renew(lease);
            lose("released", null);
        }
    }
}
