package io.wuerstchen.fleet.dispatcher.parquet;

/** A row that can't be said in JSON; those after it can still be read. */
public final class BadRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRowException(String message) {
        super(message);
    }
}
