package io.wuerstchen.fleet.dispatcher.publish;

/** Kafka takes nothing more from this dispatcher's producer: another one has its place, or it was given up. */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean replaced;

    private FencedException(String message, Throwable cause, boolean replaced) {
        super(message, cause);
        this.replaced = replaced;
    }

    /** The broker refuses it, as it does once another dispatcher publishes the batch's jobs. */
    public static FencedException replaced(Throwable cause) {
        return new FencedException("fenced by Kafka: " + cause.getMessage(), cause, true);
    }

    /** Its transaction can neither be committed nor aborted, for no fault that another producer would have as well. */
    public static FencedException givenUp(Throwable cause) {
        return new FencedException("Kafka ends no transaction: " + cause.getMessage(), cause, false);
    }

    /** Whether somebody else may have done it. */
    public boolean isReplaced() {
        return replaced;
    }
}
