package io.wuerstchen.fleet.chaos.proxy;

import java.time.Duration;

/**
 * What is done to a request of the store.
 *
 * @param time that it waits, where its kind waits
 */
public record StoreFault(Kind kind, Duration time) {
    /** How a request is broken. */
    public enum Kind {
        /** Passed on late. */
        DELAY,
        /** Answered with 503 in place of the store. */
        UNAVAILABLE,
        /** Answered with 503 and SlowDown, as a store does that has too much to do. */
        SLOW_DOWN,
        /** Never passed on and never answered. */
        TIME_OUT,
        /** Half of it is passed on; then both connections break. */
        CUT_REQUEST,
        /** Done by the store; half of the answer comes back, then the connection breaks. */
        CUT_ANSWER,
        /** Done by the store, whose answer never comes back. */
        LOSE_ANSWER,
        /** Given up by its sender, and yet done by the store afterwards. */
        COME_LATE
    }
}
