package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;

/** Hears what became of rows. */
public interface Outcomes {
    void result(JobResult result);

    /** A row that was refused only once the model was known. */
    void rejected(RejectedRow row);
}
