package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.BatchListener;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Hears of a batch's results, and acts when certain parts of them are there. Only called by the batch's thread. */
final class SteadyState implements BatchListener {
    private final long rows;
    private final Map<Long, Runnable> actions = new HashMap<>();
    private long results;
    private long bytes;

    SteadyState(long rows) {
        this.rows = rows;
    }

    /** @param part of all results, above 0 and up to 1 */
    void at(double part, Runnable action) {
        actions.put(Math.max(1, Math.round(part * rows)), action);
    }

    /** Of all objects that a job leaves, in the mean. */
    double bytesPerJob() {
        return (double) bytes / results;
    }

    @Override
    public void result(JobResult result) {
        if (!(result.outcome() instanceof JobResult.Committed committed)) {
            throw new IllegalStateException("a bench's own job failed: " + result);
        }
        committed.images().stream()
                .flatMap(image -> image.artifacts().stream())
                .forEach(artifact -> bytes += artifact.bytes());
        Runnable action = actions.remove(++results);
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void rejected(RejectedRow row) {
        throw new IllegalStateException("a bench's own row is rejected: " + row.reason());
    }

    @Override
    public void noWorker(String model, Duration waited) {}

    @Override
    public void progress(BatchProgress progress) {}
}
