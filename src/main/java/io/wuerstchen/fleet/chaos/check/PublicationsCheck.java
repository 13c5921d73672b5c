package io.wuerstchen.fleet.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import io.wuerstchen.fleet.chaos.check.Spoken.PublishedJob;
import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A job is published again only when a worker asked for that, or said that it took the job alone. A record that was settled
 * without a word is one that its worker has dropped, even where a sweep has mended that later.
 */
final class PublicationsCheck {
    private PublicationsCheck() {}

    static Stream<Violation> find(Evidence evidence) {
        Set<Place> noticed = new HashSet<>(evidence.spoken().noticed());
        return evidence.spoken().published().stream().collect(groupingBy(PublishedJob::id)).values().stream()
                .flatMap(jobs -> row(jobs, noticed));
    }

    private static Stream<Violation> row(List<PublishedJob> jobs, Set<Place> noticed) {
        List<PublishedJob> inOrder =
                jobs.stream().sorted(Comparator.comparing(PublishedJob::at)).toList();
        return IntStream.range(1, inOrder.size())
                .filter(i -> !isAskedFor(inOrder.get(i - 1), inOrder.get(i), noticed))
                .mapToObj(i -> new Violation(
                        Kind.DOUBLE,
                        inOrder.get(i).id().toString(),
                        "published at " + inOrder.get(i).place() + " though nobody spoke of the record at "
                                + inOrder.get(i - 1).place()));
    }

    private static boolean isAskedFor(PublishedJob first, PublishedJob next, Set<Place> noticed) {
        return noticed.contains(first.place())
                || next.publication().generation() > first.publication().generation();
    }
}
