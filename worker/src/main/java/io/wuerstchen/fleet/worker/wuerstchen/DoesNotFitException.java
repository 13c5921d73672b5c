package io.wuerstchen.fleet.worker.wuerstchen;

/** Pictures need more memory than the budget allows. The message names need, budget and option. */
public final class DoesNotFitException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final boolean evenAlone;

    /** @param evenAlone whether one picture by itself does */
    public DoesNotFitException(String message, boolean evenAlone) {
        super(message);
        this.evenAlone = evenAlone;
    }

    /** Whether one picture by itself does not fit; else fewer at once may. */
    public boolean evenAlone() {
        return evenAlone;
    }
}
