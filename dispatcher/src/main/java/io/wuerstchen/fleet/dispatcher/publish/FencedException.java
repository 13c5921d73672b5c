package io.wuerstchen.fleet.dispatcher.publish;

/** Kafka takes nothing more from this dispatcher: another one publishes the batch's jobs now. */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FencedException(Throwable cause) {
        super("fenced by Kafka: " + cause.getMessage(), cause);
    }
}
