package io.wuerstchen.fleet.worker.wuerstchen;

/** A picture needs more memory than the budget allows, even alone. The message names need, budget and option. */
public final class DoesNotFitException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public DoesNotFitException(String message) {
        super(message);
    }
}
