package io.wuerstchen.fleet.common.storage;

/** An attempt that was not made, since its {@link Permission} was late by then. Attempts before it may have come through. */
public final class NotPermittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotPermittedException(String verb, String key) {
        super(verb + " " + key + ": not done, as the right to write ran late before it");
    }
}
