package io.wuerstchen.fleet.worker.hub;

import java.time.Duration;

/** The hub cannot be reached, or does not give what it is asked for. The message is one line. */
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Duration wait;

    /** Whether another attempt may help. */
    private enum Kind {
        LASTING,
        PASSING,
        UNREACHED
    }

    private HubException(String message, Throwable cause, Kind kind, Duration wait) {
        super(message, cause);
        this.kind = kind;
        this.wait = wait;
    }

    static HubException lasting(String message) {
        return new HubException(message, null, Kind.LASTING, Duration.ZERO);
    }

    static HubException passing(String message, Throwable cause) {
        return new HubException(message, cause, Kind.PASSING, Duration.ZERO);
    }

    /** There may be no way to the hub at all: nothing of it was ever reached. */
    static HubException unreached(String message, Throwable cause) {
        return new HubException(message, cause, Kind.UNREACHED, Duration.ZERO);
    }

    /** @param wait that the hub asks for before it is asked again */
    static HubException busy(String message, Duration wait) {
        return new HubException(message, null, Kind.PASSING, wait);
    }

    /** Whether another attempt may help, however much later. */
    boolean isPassing() {
        return kind == Kind.PASSING;
    }

    /** Whether only a few attempts are worth their time. */
    boolean isUnreached() {
        return kind == Kind.UNREACHED;
    }

    /** That the hub asks for; zero if it does not. */
    Duration wanted() {
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
