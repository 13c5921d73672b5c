package io.wuerstchen.fleet.dispatcher.ledger;

import java.util.Collection;
import java.util.List;

/**
 * All that is known of a batch at one moment. What it counts as ended lies in segments.
 *
 * @param stamp which of two snapshots is the newer one
 * @param open rows that have left and have not ended
 */
public record Snapshot(Stamp stamp, Positions positions, BatchLedger ledger, Collection<OpenRow> open, Story story) {
    public Snapshot {
        open = List.copyOf(open);
    }

    /**
     * Where a snapshot stands among those of its batch.
     *
     * @param epoch of the dispatcher that took it
     * @param sequence among those of that dispatcher
     */
    public record Stamp(long epoch, long sequence) {}

    /**
     * What happened on the way.
     *
     * @param swept jobs that the broker had dropped
     * @param millis for which the batch has run, from the moment a worker was there
     */
    public record Story(long swept, long millis, FirstFailures failures) {
        public static Story begin() {
            return new Story(0, 0, new FirstFailures());
        }
    }
}
