package io.wuerstchen.fleet.common.storage;

/** The store refused a conditional put, perhaps for its condition alone: a plain put may work. */
public final class RefusedConditionException extends StoreException {
    private static final long serialVersionUID = 1L;

    public RefusedConditionException(String message, Throwable cause) {
        super(message, cause, false);
    }
}
