package io.wuerstchen.fleet.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.common.job.JobId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What outlives the topic says the same: every outcome stands in a segment of its batch. */
final class SegmentsCheck {
    private SegmentsCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Map<JobId, List<RawResult>> recorded = evidence.recorded().stream().collect(groupingBy(RawResult::id));
        Map<JobId, List<RawResult>> results = evidence.heeded().stream().collect(groupingBy(RawResult::id));
        return evidence.rows().stream()
                .filter(row -> !isRecorded(
                        results.getOrDefault(row.id(), List.of()), recorded.getOrDefault(row.id(), List.of())))
                .map(row -> new Violation(Kind.LOST, row.id().toString(), "its result stands in no segment"));
    }

    /** Rows that have no result at all are others' concern. */
    private static boolean isRecorded(List<RawResult> results, List<RawResult> recorded) {
        return results.stream()
                .filter(RawResult::isCommitted)
                .findFirst()
                .map(committed -> recorded.stream()
                        .anyMatch(each -> each.isCommitted() && each.objects().equals(committed.objects())))
                .orElseGet(() -> results.stream().noneMatch(RawResult::isDead)
                        || recorded.stream().anyMatch(RawResult::isDead));
    }
}
