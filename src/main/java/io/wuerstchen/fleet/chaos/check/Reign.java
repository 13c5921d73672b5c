package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who had a batch, one after the other, as the puts of its leases show. */
final class Reign {
    private static final Pattern LEASE = Pattern.compile("(.*/)?batches/([^/]+)/owner/(\\d+)");
    private static final Pattern OF_A_BATCH = Pattern.compile("(.*/)?batches/([^/]+)/.*");
    /** The lease stood already. */
    private static final int TAKEN = 412;

    private final SortedMap<Long, Owner> owners = new TreeMap<>();

    private Reign() {}

    /**
     * An epoch's owner is whose put of its lease was done, be it the first one or a renewal: of the first, nobody may have heard
     * whether it was. He has the batch at the latest from when he heard that the lease is his, or that it stands.
     *
     * @param requests of all batches
     */
    static Map<String, Reign> byBatch(List<LoggedRequest> requests) {
        Set<List<String>> owned = new HashSet<>();
        List<LoggedRequest> leases = new ArrayList<>();
        for (LoggedRequest request : requests) {
            if (request.isPut() && LEASE.matcher(request.key()).matches()) {
                leases.add(request);
                if (request.succeeded()) {
                    owned.add(List.of(request.key(), request.client()));
                }
            }
        }
        Map<String, Reign> reigns = new HashMap<>();
        leases.stream()
                .filter(request -> owned.contains(List.of(request.key(), request.client())))
                .filter(request -> request.succeeded() || request.answer().status() == TAKEN)
                .forEach(request -> reigns.computeIfAbsent(batchOf(request.key()), batch -> new Reign())
                        .note(request));
        return reigns;
    }

    /** Empty for what belongs to no batch. */
    static String batchOf(String key) {
        Matcher batch = OF_A_BATCH.matcher(key);
        return batch.matches() ? batch.group(2) : "";
    }

    /** When the last reign of {@code client} ended; empty where it goes on or never began. */
    Optional<Instant> endOf(String client) {
        Optional<Instant> end = Optional.empty();
        boolean reigned = false;
        for (Owner owner : owners.values()) {
            if (owner.client().equals(client)) {
                reigned = true;
                end = Optional.empty();
            } else if (reigned && end.isEmpty()) {
                end = Optional.of(owner.since());
            }
        }
        return end;
    }

    private void note(LoggedRequest request) {
        Matcher lease = LEASE.matcher(request.key());
        if (lease.matches()) {
            Owner owner = new Owner(request.client(), request.answer().answered());
            owners.merge(
                    Long.parseLong(lease.group(3)),
                    owner,
                    (one, other) -> one.since().isBefore(other.since()) ? one : other);
        }
    }

    private record Owner(String client, Instant since) {}
}
