package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import java.time.Duration;

/** Hears how a batch goes, on the thread that runs it: whatever takes long belongs on another. */
public interface BatchListener {
    /** So many rows of the input have been read; told now and then while a large one is. */
    default void read(long rows) {}

    /** No worker of {@code model} has been alive for {@code waited}; told once a spell. */
    void noWorker(String model, Duration waited);

    /** Another dispatcher has the batch; told once for each that this one has to wait for. */
    default void ownedBy(String owner) {}

    /** This dispatcher has the batch from now on. */
    default void taken() {}

    /** Told once a row in each run: while the input is read, or when the first worker says what its model's defaults are. */
    void rejected(RejectedRow row);

    /**
     * A row's outcome, told once; told again only where a row that was dead is committed after all. Not told to a run that goes
     * on with a batch: what was known before it.
     */
    void result(JobResult result);

    /** At most ten times a second, and once at the end. */
    void progress(BatchProgress progress);
}
