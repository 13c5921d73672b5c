package io.wuerstchen.fleet.dispatcher.plan;

import java.util.HashMap;
import java.util.Map;

/** The rows that are published and haven't ended, of which a bounded number of images is asked. One thread only. */
public final class PublicationWindow {
    private final Map<Long, Integer> open = new HashMap<>();
    private int limit;
    private long images;

    /** @param limit in images; the row that reaches it may go beyond */
    public PublicationWindow(int limit) {
        this.limit = limit;
    }

    /** Rows beyond a smaller limit stay open; there is no room until enough of them have ended. */
    public void limit(int most) {
        limit = most;
    }

    public boolean hasRoom() {
        return images < limit;
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    public void published(long row, int asked) {
        open.put(row, asked);
        images += asked;
    }

    /** Does nothing for a row that isn't open: an outcome may come twice, or before its row is published again. */
    public void ended(long row) {
        Integer asked = open.remove(row);
        if (asked != null) {
            images -= asked;
        }
    }
}
