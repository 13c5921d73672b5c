package io.wuerstchen.fleet.common.storage;

/** The store could not be reached or did not do what it was asked; trying again may help. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
