package io.wuerstchen.fleet.chaos.check;

import static java.util.stream.Collectors.toSet;

import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Every row has exactly the outcome it must have, and no other row has one. */
final class RowsCheck {
    private RowsCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Map<JobId, List<RawResult>> said = evidence.saidByRow();
        Map<JobId, List<RawResult>> results = evidence.resultsByRow();
        Set<JobId> rows = evidence.rows().stream().map(ExpectedRow::id).collect(toSet());
        // Where a row may not be committed, it is one too many that anybody says so, however late.
        Stream<Violation> wrong = evidence.rows().stream()
                .flatMap(row -> row(row, (row.commits() ? results : said).getOrDefault(row.id(), List.of())));
        Stream<Violation> strange = said.keySet().stream()
                .filter(id -> !rows.contains(id))
                .map(id -> new Violation(Kind.DOUBLE, id.toString(), "has a result and is no row of the input"));
        return Stream.concat(wrong, strange);
    }

    private static Stream<Violation> row(ExpectedRow row, List<RawResult> results) {
        if (row.isRefused()) {
            return results.stream()
                    .map(result -> violation(Kind.DOUBLE, row, "was to be rejected, and is " + result.words()));
        }
        return row.commits() ? committed(row, results) : dead(row, results);
    }

    /** Committed beats dead: one committed result that counts is enough, whatever else was said. */
    private static Stream<Violation> committed(ExpectedRow row, List<RawResult> results) {
        Set<Map<String, String>> different = results.stream()
                .filter(RawResult::isCommitted)
                .map(RawResult::objects)
                .collect(toSet());
        if (different.isEmpty()) {
            return Stream.of(violation(Kind.LOST, row, "never committed; " + all(results)));
        }
        if (different.size() > 1) {
            return Stream.of(violation(Kind.DOUBLE, row, "committed as " + different.size() + " different ones"));
        }
        Set<String> said = different.iterator().next().keySet();
        return said.equals(row.objects().keySet())
                ? Stream.empty()
                : Stream.of(violation(
                        Kind.LOST,
                        row,
                        "committed with " + said + ", not " + row.objects().keySet()));
    }

    private static Stream<Violation> dead(ExpectedRow row, List<RawResult> results) {
        if (results.stream().anyMatch(RawResult::isCommitted)) {
            return Stream.of(violation(Kind.CHANGED, row, "committed, and was to be dead as " + row.deadAs()));
        }
        boolean right = results.stream()
                .map(RawResult::outcome)
                .anyMatch(
                        outcome -> outcome instanceof Dead dead && row.deadAs().contains(dead.kind()));
        return right
                ? Stream.empty()
                : Stream.of(violation(Kind.LOST, row, "was to be dead as " + row.deadAs() + "; " + all(results)));
    }

    private static String all(List<RawResult> results) {
        return results.isEmpty()
                ? "no result"
                : String.join("; ", results.stream().map(RawResult::words).toList());
    }

    private static Violation violation(Kind kind, ExpectedRow row, String what) {
        return new Violation(kind, row.id().toString(), what);
    }
}
