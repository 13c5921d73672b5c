package io.wuerstchen.fleet.dispatcher.proof;

/** What became of a row, by what lies in the store. */
enum RowState {
    COMMITTED,
    DEAD,
    /** Dead, as objects of other work stand under its names: they are not its own. */
    CONFLICT,
    REJECTED,
    CANCELLED,
    OPEN;

    /** Whether objects under the row's names are left from work that came to nothing. */
    boolean leavesStrays() {
        return this == DEAD || this == CANCELLED;
    }
}
