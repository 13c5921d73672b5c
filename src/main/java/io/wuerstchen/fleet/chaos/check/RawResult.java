package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.JobResult.Outcome;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A record of the topic of results that ends a row.
 *
 * @param at when its sender made it
 */
public record RawResult(Instant at, JobId id, String worker, Outcome outcome) {
    boolean isCommitted() {
        return outcome instanceof Committed;
    }

    boolean isDead() {
        return outcome instanceof Dead;
    }

    int pictures() {
        return outcome instanceof Committed committed ? committed.images().size() : 0;
    }

    List<Artifact> artifacts() {
        return outcome instanceof Committed committed
                ? committed.images().stream()
                        .flatMap(image -> image.artifacts().stream())
                        .toList()
                : List.of();
    }

    /** Name and SHA-256 of what it says to stand. */
    Map<String, String> objects() {
        Map<String, String> objects = new TreeMap<>();
        artifacts().forEach(artifact -> objects.put(artifact.key(), artifact.sha256()));
        return objects;
    }

    /** Of what it says to stand. */
    public Stream<String> objectNames() {
        return artifacts().stream().map(Artifact::key);
    }

    /** For people. */
    String words() {
        return outcome instanceof Dead dead
                ? "dead as " + dead.kind().wireName() + " (" + dead.reason() + ")"
                : outcome.getClass().getSimpleName();
    }
}
