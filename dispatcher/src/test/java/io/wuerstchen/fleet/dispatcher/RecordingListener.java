package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers everything it is told. */
class RecordingListener implements BatchListener {
    final List<Duration> droughts = new ArrayList<>();
    final List<Long> read = new ArrayList<>();
    final List<RejectedRow> rejected = new ArrayList<>();
    final List<JobResult> results = new ArrayList<>();
    final List<BatchProgress> progress = new ArrayList<>();

    @Override
    public void read(long rows) {
        read.add(rows);
    }

    @Override
    public void noWorker(String model, Duration waited) {
        droughts.add(waited);
    }

    @Override
    public void rejected(RejectedRow row) {
        rejected.add(row);
    }

    @Override
    public void result(JobResult result) {
        results.add(result);
    }

    @Override
    public void progress(BatchProgress now) {
        progress.add(now);
    }
}
