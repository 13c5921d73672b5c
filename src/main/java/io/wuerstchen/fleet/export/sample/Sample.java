package io.wuerstchen.fleet.export.sample;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome;
import java.util.List;
import java.util.Optional;

/** One picture of a committed row. */
public record Sample(JobResult result, Parameters parameters, StoredImage image) {
    /** The pictures of a row, in order. */
    public static List<Sample> of(RowOutcome.Committed row) {
        return row.outcome().images().stream()
                .map(image -> new Sample(row.result(), row.outcome().parameters(), image))
                .toList();
    }

    public long row() {
        return result.id().row();
    }

    /** The author's own name for the row. */
    public String id() {
        return result.origin().rowId();
    }

    /** The picture's file. */
    public Artifact picture() {
        return artifact("image").orElseThrow();
    }

    /** What was kept beside the picture under that name, if it was. */
    public Optional<Artifact> artifact(String kind) {
        return image.artifacts().stream()
                .filter(artifact -> artifact.kind().equals(kind))
                .findFirst();
    }

    public String extension() {
        return parameters.output().format().extension();
    }
}
