package io.wuerstchen.fleet.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What outlives the topic says the same: every outcome stands in a segment of its batch, and the rejection of a row there or in the
 * input.
 */
final class SegmentsCheck {
    private SegmentsCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Map<JobId, List<RawResult>> recorded =
                evidence.recorded().results().stream().collect(groupingBy(RawResult::id));
        Map<JobId, List<RawResult>> results = evidence.heeded().stream().collect(groupingBy(RawResult::id));
        Stream<Violation> unrecorded = evidence.rows().stream()
                .filter(row -> !isRecorded(
                        row, results.getOrDefault(row.id(), List.of()), recorded.getOrDefault(row.id(), List.of())))
                .map(row -> new Violation(Kind.LOST, row.id().toString(), "its result stands in no segment"));
        return Stream.concat(unrecorded, rejections(evidence));
    }

    /** Rows that have no result at all are others' concern. */
    private static boolean isRecorded(ExpectedRow row, List<RawResult> results, List<RawResult> recorded) {
        return results.stream()
                .filter(RawResult::isCommitted)
                .findFirst()
                .map(committed -> recorded.stream()
                        .anyMatch(each -> each.isCommitted() && each.objects().equals(committed.objects())))
                .orElseGet(() -> results.stream().noneMatch(RawResult::isDead)
                        || recorded.stream().anyMatch(each -> isDeathOf(row, each)));
    }

    /** Of a row that was not to die, any death is that; others complain. */
    private static boolean isDeathOf(ExpectedRow row, RawResult recorded) {
        return recorded.outcome() instanceof Dead dead
                && (row.deadAs().isEmpty() || row.deadAs().contains(dead.kind()));
    }

    private static Stream<Violation> rejections(Evidence evidence) {
        Set<JobId> rejected = evidence.recorded().rejected();
        return evidence.rows().stream()
                .filter(row -> row.isRefused() != rejected.contains(row.id()))
                .map(row -> row.isRefused()
                        ? new Violation(Kind.LOST, row.id().toString(), "its rejection stands nowhere")
                        : new Violation(Kind.DOUBLE, row.id().toString(), "stands as rejected, and was not to be"));
    }
}
