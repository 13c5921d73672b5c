package io.wuerstchen.fleet.dispatcher.plan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How many images may be asked of one model's workers at once, and which batch's turn it is where several want to ask: deficit
 * round robin, in images. In each round every batch that wants to may publish {@link #QUANTUM} images more; what a batch
 * overdraws is taken off its next rounds. A batch that has not asked for a while is not waited for. Safe for all threads.
 */
public final class SharedWindow {
    static final int QUANTUM = 64;
    /** A batch whose thread is busy elsewhere must not hold up the others. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Clock clock;
    private final List<Share> shares = new ArrayList<>();
    private int limit;

    /** @param limit in images; the row that reaches it may go beyond */
    public SharedWindow(Clock clock, int limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** Images beyond a smaller limit stay asked for; there is no room until enough of their rows have ended. */
    public synchronized void limit(int most) {
        limit = most;
    }

    /** Another batch's part of it; to be closed when it asks no more. */
    public synchronized Share join() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    private long out() {
        return shares.stream().mapToLong(share -> share.out).sum();
    }

    private void beginRound(Instant now) {
        shares.stream()
                .filter(share -> share.wants(now))
                .forEach(share -> share.credit = Math.min(QUANTUM, share.credit + QUANTUM));
    }

    /** One batch's part. */
    public final class Share implements AutoCloseable {
        private long out;
        private long credit;
        private Instant asked = Instant.MIN;

        /** Whether the batch may publish one more row now. */
        public boolean hasTurn() {
            synchronized (SharedWindow.this) {
                Instant now = clock.instant();
                asked = now;
                if (out() >= limit) {
                    return false;
                }
                while (shares.stream().noneMatch(share -> share.credit > 0 && share.wants(now))) {
                    beginRound(now);
                }
                return credit > 0;
            }
        }

        /** The batch has published a row of so many images. */
        public void published(int images) {
            synchronized (SharedWindow.this) {
                out += images;
                credit -= images;
            }
        }

        /** The batch has nothing to publish for now. */
        public void rest() {
            synchronized (SharedWindow.this) {
                asked = Instant.MIN;
                credit = Math.min(0, credit);
            }
        }

        /** How many images the batch has asked for that have not ended. */
        public void holds(long images) {
            synchronized (SharedWindow.this) {
                out = images;
            }
        }

        @Override
        public void close() {
            synchronized (SharedWindow.this) {
                shares.remove(this);
            }
        }

        private boolean wants(Instant now) {
            return asked.isAfter(now.minus(PATIENCE));
        }
    }
}
