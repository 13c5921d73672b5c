package io.wuerstchen.fleet.chaos.check;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Once a batch has a new owner, nobody who owned it before changes anything of it. What counts is when a request came from its
 * sender: the proxy may have kept it for long.
 */
final class OwnersCheck {
    /** A call that was under way when the lease was taken may come a little later. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(2);
    /** Two renewals of a lease: who has a batch, sends nothing for so long and waits for no answer, stands still. */
    private static final Duration STANDSTILL = Duration.ofSeconds(10);

    private OwnersCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Map<String, Reign> reigns = Reign.byBatch(evidence.requests());
        return evidence.requests().stream()
                .sorted(comparing(OwnersCheck::came))
                .collect(groupingBy(LoggedRequest::client))
                .values()
                .stream()
                .flatMap(sent -> late(sent, reigns));
    }

    /** Of one process's requests, in their order. */
    private static Stream<Violation> late(List<LoggedRequest> sent, Map<String, Reign> reigns) {
        List<LoggedRequest> late = sent.stream()
                .filter(LoggedRequest::succeeded)
                .filter(request -> isLate(request, reigns))
                .toList();
        return late.stream()
                .filter(request -> !wasInHand(request, late.get(0), sent))
                .map(request -> new Violation(
                        Kind.DOUBLE,
                        request.key(),
                        request.client() + " changed it, by a request that came at " + came(request)
                                + ", when the batch had another owner"));
    }

    private static boolean isLate(LoggedRequest request, Map<String, Reign> reigns) {
        Reign reign = reigns.get(Reign.batchOf(request.key()));
        return reign != null
                && reign.endOf(request.client())
                        .filter(end -> came(request).isAfter(end.plus(UNDER_WAY)))
                        .isPresent();
    }

    /**
     * Whether a process that woke up did no more by it than end the calls that it was in when it was stopped: between the halves
     * of a call nobody looks at his lease. A process that runs all the time is granted nothing.
     */
    private static boolean wasInHand(LoggedRequest request, LoggedRequest first, List<LoggedRequest> sent) {
        Instant before = came(first).minus(STANDSTILL);
        boolean stoodStill = sent.stream()
                .filter(earlier -> came(earlier).isBefore(came(first)))
                .noneMatch(earlier -> earlier.answer().answered().isAfter(before));
        return stoodStill && !came(request).isAfter(came(first).plus(UNDER_WAY));
    }

    private static Instant came(LoggedRequest request) {
        return request.answer().came();
    }
}
