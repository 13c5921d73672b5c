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
     * @param generation of the row's publication, as of {@link Dead}
     */
    public record Committed(Parameters parameters, List<StoredImage> images, double seconds, int generation)
            implements Outcome {
        public Committed {
            images = List.copyOf(images);
        }

        /** In a row's first generation. */
        public Committed(Parameters parameters, List<StoredImage> images, double seconds) {
            this(parameters, images, seconds, 0);
        }
    }

    /**
     * No picture can be had.
     *
     * @param reason one sentence for people
     * @param attempts that counted, this one included; 1 at least
     * @param generation of the row's publication, so that a late word on an earlier one is known as such
     */
    public record Dead(FailureKind kind, String reason, int attempts, int generation) implements Outcome {
        /** At the first attempt of a row's first generation. */
        public Dead(FailureKind kind, String reason) {
            this(kind, reason, 1, 0);
        }
    }

    /** Its batch was cancelled before a device took it. */
    public record Cancelled() implements Outcome {}
}
