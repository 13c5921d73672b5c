package io.wuerstchen.fleet.chaos.check;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Every object of a committed row stands, whole, as its result and its own metadata say, and nothing else stands. */
final class ObjectsCheck {
    private ObjectsCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Map<String, StandingObject> standing =
                evidence.objects().stream().collect(toMap(StandingObject::key, identity()));
        Map<String, List<LoggedRequest>> requests = evidence.requestsByKey();
        Map<String, Artifact> named = evidence.results()
                .flatMap(result -> result.artifacts().stream())
                .collect(toMap(Artifact::key, identity(), (one, other) -> one));
        Stream<Violation> ofResults = named.values().stream().flatMap(artifact -> artifact(artifact, standing));
        Stream<Violation> orphans = standing.keySet().stream()
                .filter(key -> StandingObject.isOfARow(key) && !named.containsKey(key))
                .map(key -> new Violation(Kind.ORPHAN, key, "belongs to no committed row"));
        Stream<Violation> torn = standing.values().stream()
                .filter(object -> !isAsPut(object, requests.getOrDefault(object.key(), List.of())))
                .map(object -> new Violation(Kind.TORN, object.key(), "is nothing that anybody put there"));
        return Stream.of(ofResults, orphans, torn).flatMap(violations -> violations);
    }

    private static Stream<Violation> artifact(Artifact artifact, Map<String, StandingObject> standing) {
        StandingObject object = standing.get(artifact.key());
        if (object == null) {
            return Stream.of(new Violation(Kind.LOST, artifact.key(), "does not stand, and its result says it does"));
        }
        boolean whole = object.readable()
                && object.bytes() == artifact.bytes()
                && object.sha256().equals(artifact.sha256())
                && object.sha256().equals(object.metadataSha256());
        return whole
                ? Stream.empty()
                : Stream.of(new Violation(Kind.TORN, artifact.key(), difference(artifact, object)));
    }

    private static String difference(Artifact artifact, StandingObject object) {
        return "has " + object.bytes() + " bytes of " + object.sha256() + ", says " + object.metadataSha256()
                + ", its result says " + artifact.bytes() + " of " + artifact.sha256()
                + (object.readable() ? "" : ", and it can't be read");
    }

    private static boolean isAsPut(StandingObject object, List<LoggedRequest> requests) {
        Set<String> put = requests.stream()
                .filter(request -> request.isPut() && request.mayHaveSucceeded())
                .map(request -> request.body().sha256())
                .collect(toSet());
        return put.contains(object.sha256());
    }
}
