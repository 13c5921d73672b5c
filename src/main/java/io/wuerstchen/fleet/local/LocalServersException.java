package io.wuerstchen.fleet.local;

/** A local server that cannot start or stop; the message is one line for the user. */
public final class LocalServersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalServersException(String message) {
        super(message);
    }

    public LocalServersException(String message, Throwable cause) {
        super(message, cause);
    }
}
