package io.wuerstchen.fleet.worker.intake;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult.Dead;

/** What a record turned out to be. */
public sealed interface Decoded {
    /** A job this worker can do. */
    record Job(GenerationJob job, Provenance provenance) implements Decoded {}

    /** A row of a batch, which nobody can do as it is. */
    record Refused(GenerationJob.Origin origin, Dead outcome) implements Decoded {}

    /** A job that only a worker with these weights can do. */
    record OtherWeights(String weights) implements Decoded {}

    /** Not even a row of a batch. */
    record Unreadable(String reason) implements Decoded {}
}
