package io.wuerstchen.fleet.common.storage;

/** The store could not be reached or did not do what it was asked. */
public sealed class StoreException extends RuntimeException permits RefusedConditionException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    /** Trying again may help. */
    public StoreException(String message, Throwable cause) {
        this(message, cause, true);
    }

    /** @param passing whether trying again may help */
    public StoreException(String message, Throwable cause, boolean passing) {
        super(message, cause);
        this.passing = passing;
    }

    public boolean passing() {
        return passing;
    }
}
