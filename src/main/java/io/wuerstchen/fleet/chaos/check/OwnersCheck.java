package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Once a batch has a new owner, nobody who owned it before changes anything of it. */
final class OwnersCheck {
    private static final Pattern LEASE = Pattern.compile("(.*/)?batches/([^/]+)/owner/(\\d+)");
    private static final Pattern OF_A_BATCH = Pattern.compile("(.*/)?batches/([^/]+)/.*");
    /** A call that was under way when the lease was taken may come a little later. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(2);

    private OwnersCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Map<String, Reign> reigns = new HashMap<>();
        evidence.requests().stream()
                .filter(request ->
                        request.isPut() && request.succeeded() && request.body().ifAbsent())
                .sorted(Comparator.comparing(request -> request.answer().answered()))
                .forEach(request -> note(request, reigns));
        return evidence.requests().stream()
                .filter(LoggedRequest::succeeded)
                .filter(request -> isStale(request, reigns))
                .map(request -> new Violation(
                        Kind.DOUBLE,
                        request.key(),
                        request.client() + " changed it at " + request.answer().passedOn()
                                + ", when the batch had another owner"));
    }

    private static void note(LoggedRequest request, Map<String, Reign> reigns) {
        Matcher lease = LEASE.matcher(request.key());
        if (lease.matches()) {
            reigns.computeIfAbsent(lease.group(2), batch -> new Reign(new ArrayList<>()))
                    .owners()
                    .add(new Owner(request.client(), request.answer().answered()));
        }
    }

    private static boolean isStale(LoggedRequest request, Map<String, Reign> reigns) {
        Matcher batch = OF_A_BATCH.matcher(request.key());
        Reign reign = batch.matches() ? reigns.get(batch.group(2)) : null;
        return reign != null
                && reign.endOf(request.client())
                        .filter(end -> request.answer().passedOn().isAfter(end.plus(UNDER_WAY)))
                        .isPresent();
    }

    private record Owner(String client, Instant since) {}

    private record Reign(List<Owner> owners) {
        /** When the last reign of {@code client} ended; empty where it goes on or never began. */
        Optional<Instant> endOf(String client) {
            if (owners.get(owners.size() - 1).client().equals(client)) {
                return Optional.empty();
            }
            for (int i = owners.size() - 2; i >= 0; i--) {
                if (owners.get(i).client().equals(client)) {
                    return Optional.of(owners.get(i + 1).since());
                }
            }
            return Optional.empty();
        }
    }
}
