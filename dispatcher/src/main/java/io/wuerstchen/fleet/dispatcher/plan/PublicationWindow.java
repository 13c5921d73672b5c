package io.wuerstchen.fleet.dispatcher.plan;

import java.util.HashSet;
import java.util.Set;

/** The rows that are published and haven't ended, a bounded number of them. One thread only. */
public final class PublicationWindow {
    private final Set<Long> open = new HashSet<>();
    private int limit;

    public PublicationWindow(int limit) {
        this.limit = limit;
    }

    /** Rows beyond a smaller limit stay open; there is no room until enough of them have ended. */
    public void limit(int rows) {
        limit = rows;
    }

    public boolean hasRoom() {
        return open.size() < limit;
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    public void published(long row) {
        open.add(row);
    }

    /** Does nothing for a row that isn't open: an outcome may come twice, or before its row is published again. */
    public void ended(long row) {
        open.remove(row);
    }
}
