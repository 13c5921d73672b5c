package io.wuerstchen.fleet.chaos;

import static java.util.stream.Collectors.toMap;

import io.wuerstchen.fleet.chaos.check.Evidence;
import io.wuerstchen.fleet.chaos.check.RawResult;
import io.wuerstchen.fleet.chaos.nemesis.FiredFault;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long after a fault the fleet does again what the fault kept it from: a worker stores a picture, a dispatcher writes to
 * its batch, the row of a broken request is committed, and after a fault of Kafka or the store any result comes in.
 */
final class Recovery {
    private static final int TAKEN = 412;

    private final List<LoggedRequest> requests;
    private final List<Instant> results;
    /** When a result first named an object. */
    private final Map<String, Instant> committed;

    Recovery(Evidence evidence) {
        requests = evidence.requests().stream()
                .sorted(Comparator.comparing(request -> request.answer().answered()))
                .toList();
        results =
                evidence.spoken().results().stream().map(RawResult::at).sorted().toList();
        committed = evidence.spoken().results().stream()
                .flatMap(result -> result.objectNames().map(name -> Map.entry(name, result.at())))
                .collect(toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one.isBefore(other) ? one : other));
    }

    /** Empty where it did not come to that, as where the last batch was finished meanwhile. */
    Optional<Duration> of(FiredFault fault) {
        return back(fault).map(back -> Duration.between(fault.at(), back));
    }

    private Optional<Instant> back(FiredFault fault) {
        return switch (fault.planned().kind()) {
            case KILL_WORKER, STOP_WORKER, STOP_WORKER_PAST_LOCK ->
                answered(fault)
                        .filter(request -> request.client().equals(fault.target()))
                        .map(Recovery::end)
                        .findFirst();
            case KILL_DISPATCHER, STOP_DISPATCHER, STOP_DISPATCHER_PAST_LEASE -> putByDispatcher(fault);
            case KILL_BROKER, STOP_BROKER, KILL_STORE, STOP_STORE, CUT_KAFKA, SLOW_KAFKA, STALL_KAFKA, SLOW_STORE ->
                results.stream().filter(at -> at.isAfter(fault.at())).findFirst();
            default ->
                Optional.ofNullable(committed.get(fault.target()))
                        .map(at -> at.isBefore(fault.at()) ? fault.at() : at)
                        .or(() -> putByDispatcher(fault));
        };
    }

    private Optional<Instant> putByDispatcher(FiredFault fault) {
        return answered(fault)
                .filter(request -> request.client().startsWith("dispatcher-"))
                .map(Recovery::end)
                .findFirst();
    }

    /** Puts that the store did, or had done before, after the fault came. */
    private Stream<LoggedRequest> answered(FiredFault fault) {
        return requests.stream()
                .filter(request -> request.isPut() && end(request).isAfter(fault.at()))
                .filter(request -> request.answer().fault().isEmpty())
                .filter(request -> request.succeeded() || request.answer().status() == TAKEN);
    }

    private static Instant end(LoggedRequest request) {
        return request.answer().answered();
    }
}
