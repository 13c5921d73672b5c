package io.wuerstchen.fleet.common.storage;

/** What a store makes of a put under the condition that nothing stands there. */
public enum Conditions {
    /** Of several such puts under one name only one wins. */
    KEPT,
    /** Takes it for a plain put. */
    IGNORED,
    /** Answers with an error, and takes a plain put. */
    REFUSED
}
