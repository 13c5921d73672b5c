package io.wuerstchen.fleet.export.place;

/** Another process writes to the same place. */
public final class PlaceInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlaceInUseException(String place) {
        super(place + ": another export writes to it (expected: one at a time)");
    }
}
