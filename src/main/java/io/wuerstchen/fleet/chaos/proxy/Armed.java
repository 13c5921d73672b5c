package io.wuerstchen.fleet.chaos.proxy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A fault that waits for requests to break, a number of them. Safe for all threads. */
public final class Armed {
    private final StoreFault fault;
    private final Predicate<LoggedRequest> victims;
    private final List<Hit> hits = new ArrayList<>();
    private int left;

    Armed(StoreFault fault, Predicate<LoggedRequest> victims, int requests) {
        this.fault = fault;
        this.victims = victims;
        this.left = requests;
    }

    /** The requests it has broken so far. */
    public synchronized List<Hit> hits() {
        return List.copyOf(hits);
    }

    /** Breaks nothing more. */
    public synchronized void disarm() {
        left = 0;
    }

    synchronized boolean isSpent() {
        return left == 0;
    }

    synchronized Optional<StoreFault> strike(LoggedRequest request) {
        if (left == 0 || !victims.test(request)) {
            return Optional.empty();
        }
        left--;
        hits.add(new Hit(request.key(), request.client(), Instant.now()));
        return Optional.of(fault);
    }

    /** A request that was broken. */
    public record Hit(String key, String client, Instant at) {}
}
