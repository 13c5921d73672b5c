package io.wuerstchen.fleet.cli;

/** The person at the terminal can mend this; the message says how. */
final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UserException(String message) {
        super(message);
    }

    UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
