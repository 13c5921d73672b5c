package io.wuerstchen.fleet.dispatcher.owner;

/** Another dispatcher has the batch now: this one has to let go of it at once. */
public final class OwnershipLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OwnershipLostException(String batch, String by, Throwable cause) {
        super("batch " + batch + ": " + by + " (expected: one dispatcher a batch); this one has let go of it", cause);
    }
}
