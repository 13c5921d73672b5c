package io.wuerstchen.fleet.common.messaging;

/** Kafka could not be reached or did not do what it was asked. */
public final class MessagingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MessagingException(String message) {
        super(message);
    }

    public MessagingException(String message, Throwable cause) {
        super(message, cause);
    }
}
