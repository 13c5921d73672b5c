package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.JobId;
import java.util.Map;
import java.util.Set;

/**
 * How a row of the input must end.
 *
 * @param deadAs empty, or the kinds of failure of which one must be its end
 * @param objects name and SHA-256 of each object that the row leaves without faults; none where it is refused or dead
 */
public record ExpectedRow(JobId id, Set<FailureKind> deadAs, Map<String, String> objects) {
    public ExpectedRow {
        deadAs = Set.copyOf(deadAs);
        objects = Map.copyOf(objects);
    }

    boolean commits() {
        return !objects.isEmpty();
    }

    boolean isRefused() {
        return objects.isEmpty() && deadAs.isEmpty();
    }
}
