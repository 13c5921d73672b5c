package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.dispatcher.BatchManifest.Pinned;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import java.util.Optional;

/** How rows of a batch become jobs once it is bound to a model: each time the same. */
public final class PinnedPlan {
    private PinnedPlan() {}

    /** By what stands in the store; empty where that does not say, as of a batch for which no worker was ever seen. */
    public static Optional<JobPlanner> of(BatchObjects objects) {
        Optional<Submission> submission = Submission.find(objects);
        return BatchManifest.find(objects).flatMap(pinned -> submission.map(asked -> of(asked, pinned)));
    }

    static JobPlanner of(Submission submission, Pinned pinned) {
        BatchSpec.Options options = submission.options();
        JobPlanner.Target target = JobPlanner.Target.of(pinned.model(), options.settings(), pinned.defaults());
        return new JobPlanner(submission.batch(), target, options.maxPixels(), submission.seedBase());
    }
}
