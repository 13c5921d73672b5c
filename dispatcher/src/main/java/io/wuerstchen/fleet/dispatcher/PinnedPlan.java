package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.dispatcher.BatchManifest.Pinned;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import java.util.Optional;

/** How rows of a batch become jobs once it is bound to a model: each time the same. */
public final class PinnedPlan {
    private PinnedPlan() {}

    /** By what stands in the store; empty where no worker was ever seen, so that there was never a job. */
    public static Optional<JobPlanner> of(BatchObjects objects) {
        return BatchManifest.find(objects).map(pinned -> of(Submission.get(objects), pinned));
    }

    static JobPlanner of(Submission submission, Pinned pinned) {
        BatchSpec.Options options = submission.options();
        JobPlanner.Target target = JobPlanner.Target.of(pinned.model(), options.settings(), pinned.defaults());
        return new JobPlanner(submission.batch(), target, options.maxPixels(), submission.seedBase());
    }
}
