package io.wuerstchen.fleet.dispatcher.ledger;

/**
 * How a batch stands.
 *
 * @param published rows whose job has left, ended or not
 * @param images pictures of committed rows
 */
public record Tally(long published, long committed, long dead, long rejected, long cancelled, long images) {
    /** Rows that have an outcome. */
    public long ended() {
        return committed + dead + rejected + cancelled;
    }
}
