package io.wuerstchen.fleet.chaos.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import io.wuerstchen.fleet.common.job.JobId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that a judgement rests on.
 *
 * @param rows of the input
 * @param requests by which the store was to be changed, in the order of the proxy's log
 * @param spoken what stands in Kafka's topics
 * @param objects that stand at the end
 * @param recorded what segments and the input's chunks among them say
 */
public record Evidence(
        List<ExpectedRow> rows,
        List<LoggedRequest> requests,
        Spoken spoken,
        List<StandingObject> objects,
        Recorded recorded) {
    public Evidence {
        rows = List.copyOf(rows);
        requests = List.copyOf(requests);
        objects = List.copyOf(objects);
    }

    /** All that was said of every row, whether it counts or not, and what a dispatcher has {@link #results found}. */
    Map<JobId, List<RawResult>> saidByRow() {
        return Stream.concat(spoken.results().stream(), found()).collect(groupingBy(RawResult::id));
    }

    /** As {@link #results}, of every row. */
    Map<JobId, List<RawResult>> resultsByRow() {
        return results().collect(groupingBy(RawResult::id));
    }

    /** What counts of what was said, and what a dispatcher has recorded of a row whose pictures stood though nobody had said so. */
    Stream<RawResult> results() {
        return Stream.concat(heeded().stream(), found());
    }

    /**
     * What was said but commits that came too late: of a row that had ended without pictures by then, as a word ahead of the commit
     * says and a segment too, and of which no segment has a commit. What stood of such a row may be gone. That hides nothing: a row
     * that is to be committed has no commit that counts then, and of any other every commit is one too many.
     */
    List<RawResult> heeded() {
        Set<JobId> committed = found().map(RawResult::id).collect(toSet());
        Set<JobId> inVain = recorded.results().stream().map(RawResult::id).collect(toSet());
        inVain.removeAll(committed);
        Set<JobId> ended = new HashSet<>();
        List<RawResult> heeded = new ArrayList<>();
        for (RawResult result : spoken.results()) {
            if (!result.isCommitted() && inVain.contains(result.id())) {
                ended.add(result.id());
            }
            if (!result.isCommitted() || !ended.contains(result.id())) {
                heeded.add(result);
            }
        }
        return heeded;
    }

    private Stream<RawResult> found() {
        return recorded.results().stream().filter(RawResult::isCommitted);
    }

    Map<String, List<LoggedRequest>> requestsByKey() {
        return requests.stream().collect(groupingBy(LoggedRequest::key));
    }
}
