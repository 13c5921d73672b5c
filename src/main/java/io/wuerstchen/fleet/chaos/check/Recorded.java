package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.common.job.JobId;
import java.util.List;
import java.util.Set;

/**
 * What the batches' own records say; in no order.
 *
 * @param results in segments
 * @param rejected rows, in segments or in the input's chunks
 */
public record Recorded(List<RawResult> results, Set<JobId> rejected) {
    public static final Recorded NOTHING = new Recorded(List.of(), Set.of());

    public Recorded {
        results = List.copyOf(results);
        rejected = Set.copyOf(rejected);
    }
}
