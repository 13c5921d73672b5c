package io.wuerstchen.fleet.worker.hub;

import java.time.Duration;

/** The hub cannot be reached, or does not give what it is asked for. The message is one line. */
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;
    private final Duration wait;

    private HubException(String message, Throwable cause, boolean passing, Duration wait) {
        super(message, cause);
        this.passing = passing;
        this.wait = wait;
    }

    static HubException lasting(String message) {
        return new HubException(message, null, false, Duration.ZERO);
    }

    static HubException passing(String message, Throwable cause) {
        return new HubException(message, cause, true, Duration.ZERO);
    }

    /** @param wait that the hub asks for before it is asked again */
    static HubException busy(String message, Duration wait) {
        return new HubException(message, null, true, wait);
    }

    /** Whether another attempt may help. */
    boolean isPassing() {
        return passing;
    }

    /** That the hub asks for; zero if it does not. */
    Duration wanted() {
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
