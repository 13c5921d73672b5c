package io.wuerstchen.fleet.dispatcher.owner;

import io.wuerstchen.fleet.common.storage.Permission;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * A lease that this process holds. It is good until {@link #LEASE} less {@link #MARGIN} after its last renewal began, by a clock
 * that nobody sets; past that it must be renewed before anything is written, which fails where somebody else has the batch.
 * Safe for all threads.
 */
public final class Ownership implements Permission {
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
    @Override
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
     * The lease is good when this returns.
     *
     * @throws OwnershipLostException if another dispatcher has the batch
     * @throws io.wuerstchen.fleet.common.storage.StoreException if it had to be renewed and that failed
     */
    @Override
    public synchronized void requireGood() {
        requireNotLost();
        if (!isGood()) {
            renew();
        }
    }

    /** As {@link #requireGood}, but renews it in any case. */
    public synchronized void renew() {
        requireNotLost();
        renewedAt = put(Lease::next);
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
        if (lost == null) {
            try {
                put(Lease::release);
                lose("released", null);
            } catch (OwnershipLostException e) {
                // Whoever has it now waits for nobody.
                return;
            }
        }
    }

    /** Returns when the look began that has shown that the batch is this one's still. */
    private long put(UnaryOperator<Lease> next) {
        Look look = new Look();
        look.write(() -> {
            // Another one with each look: to whoever watches, a beat that he has seen already prolongs nothing.
            lease = next.apply(lease);
            leases.renew(lease, look);
        });
        return look.begunAt;
    }

    /** What lets a lease be written: that nobody has been seen with a higher epoch, a moment ago. */
    private final class Look implements Permission {
        private long begunAt;
        private long endedAt;

        @Override
        public void requireGood() {
            begunAt = nanos.getAsLong();
            leases.lastEpoch(epoch).ifPresent(last -> lose("taken over, epoch " + last, null));
            requireNotLost();
            endedAt = nanos.getAsLong();
        }

        @Override
        public boolean isGood() {
            return nanos.getAsLong() - endedAt < MARGIN.toNanos();
        }
    }
}
