package io.wuerstchen.fleet.export.shard;

/** An object of the batch, or a file that was just written, is not what it should be; the message names it. */
public final class TornObjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TornObjectException(String message) {
        super(message);
    }
}
