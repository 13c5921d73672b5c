package io.wuerstchen.fleet.dispatcher.ledger;

/** Bytes that are no snapshot, or no longer. */
public final class TornSnapshotException extends Exception {
    private static final long serialVersionUID = 1L;

    TornSnapshotException(String message) {
        super(message);
    }
}
