package io.wuerstchen.fleet.chaos.check;

import static java.util.stream.Collectors.toMap;

import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What stands under a name stays: nobody overwrites it, nobody touches an object once its row is committed, and nobody ever deletes
 * anything but old snapshots and what came of rows that were not committed.
 */
final class ChangesCheck {
    private ChangesCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Map<String, Instant> committed = evidence.heeded().stream()
                .flatMap(result -> result.artifacts().stream().map(each -> Map.entry(each.key(), result.at())))
                .collect(toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one.isBefore(other) ? one : other));
        return evidence.requestsByKey().entrySet().stream()
                .filter(requests -> StandingObject.isImmutable(requests.getKey()))
                .flatMap(requests -> key(requests.getKey(), requests.getValue(), committed.get(requests.getKey())));
    }

    private static Stream<Violation> key(String key, List<LoggedRequest> requests, Instant committed) {
        List<LoggedRequest> done = requests.stream()
                .filter(LoggedRequest::succeeded)
                .sorted(Comparator.comparing(request -> request.answer().passedOn()))
                .toList();
        List<Violation> violations = new ArrayList<>();
        requests.stream()
                .filter(request -> request.isDelete() && StandingObject.isKept(key))
                .forEach(request -> violations.add(violation(key, request, "meant to delete it, which nobody may")));
        String standing = null;
        for (LoggedRequest request : done) {
            if (request.isPut()
                    && standing != null
                    && !standing.equals(request.body().sha256())) {
                violations.add(violation(key, request, "put other bytes over what stood there"));
            }
            if (request.isPut() && !request.body().ifAbsent()) {
                violations.add(violation(key, request, "put it without a condition"));
            }
            if (committed != null && request.answer().passedOn().isAfter(committed)) {
                violations.add(violation(key, request, "sent a " + request.method() + " after the row was committed"));
            }
            standing = request.isPut() ? request.body().sha256() : null;
        }
        return violations.stream();
    }

    private static Violation violation(String key, LoggedRequest request, String what) {
        return new Violation(
                Kind.CHANGED,
                key,
                request.client() + " " + what + ", at " + request.answer().passedOn());
    }
}
