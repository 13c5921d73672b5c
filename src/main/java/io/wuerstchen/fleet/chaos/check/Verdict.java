package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came out of a judgement.
 *
 * @param pictures that committed rows have
 */
public record Verdict(List<Violation> violations, long pictures) {
    public Verdict {
        violations = List.copyOf(violations);
    }

    /** Judges; the same evidence gives the same verdict. */
    public static Verdict of(Evidence evidence) {
        List<Violation> violations = Stream.of(
                        RowsCheck.find(evidence),
                        SegmentsCheck.find(evidence),
                        PublicationsCheck.find(evidence),
                        ObjectsCheck.find(evidence),
                        ChangesCheck.find(evidence),
                        PicturesCheck.find(evidence),
                        OwnersCheck.find(evidence))
                .flatMap(found -> found)
                .toList();
        long pictures = evidence.resultsByRow().values().stream()
                .mapToLong(results ->
                        results.stream().mapToInt(RawResult::pictures).max().orElse(0))
                .sum();
        return new Verdict(violations, pictures);
    }

    public boolean isClean() {
        return violations.isEmpty();
    }

    public long count(Kind kind) {
        return violations.stream().filter(each -> each.kind() == kind).count();
    }
}
