package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.Entry;
import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objects under a prefix, page by page. One thread only. */
final class Listing implements Iterator<List<Entry>> {
    private static final int PAGE = 1000;
    private static final Pattern ROW = Pattern.compile(".*/(\\d{9})-\\d+\\.\\w+");

    private final ObjectStore store;
    private final String prefix;
    private List<Entry> page;

    Listing(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
        page = store.page(prefix, "", PAGE);
    }

    @Override
    public boolean hasNext() {
        return !page.isEmpty();
    }

    @Override
    public List<Entry> next() {
        if (page.isEmpty()) {
            throw new NoSuchElementException();
        }
        List<Entry> told = page;
        page = told.size() < PAGE
                ? List.of()
                : store.page(prefix, told.get(PAGE - 1).key(), PAGE);
        return told;
    }

    /** Which row an object belongs to by its name; empty for a name that no worker gives. */
    static Optional<Long> row(String key) {
        Matcher matcher = ROW.matcher(key);
        return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** Says of an object that no result names it; {@code problem} unless it is too young. */
    static Finding unclaimed(Entry entry, Long row, Problem problem, Instant youngFrom) {
        boolean young = entry.modified().isAfter(youngFrom);
        String reason =
                row == null ? "no row of this batch has an object of this name" : "no committed result names it";
        return new Finding(young ? Problem.PENDING : problem, row, entry.key(), reason + ", put " + entry.modified());
    }
}
