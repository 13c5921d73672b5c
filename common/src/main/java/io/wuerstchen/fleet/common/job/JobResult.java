package io.wuerstchen.fleet.common.job;

import java.util.List;

/**
 * What came of a job.
 *
 * @param worker id of the worker that says so
 */
public record JobResult(GenerationJob.Origin origin, ModelRef model, String worker, Outcome outcome) {
    public JobId id() {
        return origin.id();
    }

    /** The end of a row. */
    public sealed interface Outcome {}

    /**
     * All pictures stand in the store.
     *
     * @param seconds from the worker's taking the job to the last object
     */
    public record Committed(Parameters parameters, List<StoredImage> images, double seconds) implements Outcome {
        public Committed {
            images = List.copyOf(images);
        }
    }

    /** No picture can be had; the reason is one sentence for people. */
    public record Dead(FailureKind kind, String reason) implements Outcome {}
}
