package io.wuerstchen.fleet.dispatcher.owner;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * An attempt to own a batch. Another dispatcher's lease has run out once its beat has stood still for a whole lease before the
 * eyes of this one: clocks are never compared. One thread only.
 */
public final class Claim {
    private final Leases leases;
    private final String owner;
    private final LongSupplier nanos;
    private Lease seen;
    private long seenAt;

    /**
     * @param owner where this dispatcher runs, for people, and like no other
     * @param nanos a clock that nobody sets
     */
    public Claim(Leases leases, String owner, LongSupplier nanos) {
        this.leases = leases;
        this.owner = owner;
        this.nanos = nanos;
    }

    /**
     * Takes the batch if it may; to be called again after a while where it is empty.
     *
     * @param atOnce whoever has it
     */
    public Optional<Ownership> tryTake(boolean atOnce) {
        long now = nanos.getAsLong();
        Optional<Lease> last = leases.last();
        if (!last.equals(Optional.ofNullable(seen))) {
            seen = last.orElse(null);
            // Not before the look: in a slow one the beat may have been read at its very end.
            seenAt = nanos.getAsLong();
        }
        boolean free = seen == null || seen.released() || now - seenAt >= Ownership.LEASE.toNanos();
        return free || atOnce ? take(now) : Optional.empty();
    }

    /** The owner that is in the way; empty where nobody is. */
    public Optional<String> holder() {
        return Optional.ofNullable(seen).filter(lease -> !lease.released()).map(Lease::owner);
    }

    private Optional<Ownership> take(long now) {
        Lease mine = new Lease(seen == null ? 1 : seen.epoch() + 1, owner, 0, false);
        // A lost answer makes a second try of the same call look as if another had been there first.
        boolean taken = leases.create(mine) || leases.last().equals(Optional.of(mine));
        return taken ? Optional.of(new Ownership(leases, mine, nanos, now)) : Optional.empty();
    }
}
