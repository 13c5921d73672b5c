package io.wuerstchen.fleet.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import io.wuerstchen.fleet.common.job.JobId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that a judgement rests on.
 *
 * @param rows of the input
 * @param requests by which the store was to be changed, in the order of the proxy's log
 * @param spoken what stands in Kafka's topics
 * @param objects that stand at the end
 * @param recorded results in the segments among them, in no order
 */
public record Evidence(
        List<ExpectedRow> rows,
        List<LoggedRequest> requests,
        Spoken spoken,
        List<StandingObject> objects,
        List<RawResult> recorded) {
    public Evidence {
        rows = List.copyOf(rows);
        requests = List.copyOf(requests);
        objects = List.copyOf(objects);
        recorded = List.copyOf(recorded);
    }

    /**
     * Of every row: what its workers said, and what a dispatcher has recorded of a row of which the pictures stood though
     * nobody had said so.
     */
    Map<JobId, List<RawResult>> resultsByRow() {
        return results().collect(groupingBy(RawResult::id));
    }

    Stream<RawResult> results() {
        return Stream.concat(spoken.results().stream(), recorded.stream().filter(RawResult::isCommitted));
    }

    Map<String, List<LoggedRequest>> requestsByKey() {
        return requests.stream().collect(groupingBy(LoggedRequest::key));
    }
}
