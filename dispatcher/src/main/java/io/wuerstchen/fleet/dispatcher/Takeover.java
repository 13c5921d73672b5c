package io.wuerstchen.fleet.dispatcher;

/** What is done about a batch that another dispatcher has. */
public enum Takeover {
    /** Wait until it has let go of the batch, or given no sign of life for a whole lease. */
    WAIT,
    /** Take the batch from it at once. */
    AT_ONCE
}
