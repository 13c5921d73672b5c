package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.BatchListener;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** Shows a batch as it goes, and fetches its pictures. Only called by the batch's thread. */
final class BatchView implements BatchListener, AutoCloseable {
    private final Terminal terminal;
    private final PictureDownloads downloads;
    private final ProgressBar bar;

    BatchView(String batch, Terminal terminal, PictureDownloads downloads) {
        this.terminal = terminal;
        this.downloads = downloads;
        this.bar = terminal.bar(batch, "rows", -1);
    }

    @Override
    public void noWorker(String model, Duration waited) {
        terminal.stream().println("no worker for " + model + " since " + waited.toSeconds() + " s");
    }

    @Override
    public void rejected(RejectedRow row) {
        terminal.stream()
                .println("rejected: " + row.place().file() + " line "
                        + row.place().line() + ": " + row.reason());
    }

    @Override
    public void result(JobResult result) {
        downloads.add(result);
    }

    @Override
    public void progress(BatchProgress progress) {
        bar.maxHint(progress.rows());
        bar.stepTo(progress.tally().ended());
        bar.setExtraMessage(String.format(Locale.ROOT, "%.1f pictures/s", progress.imagesPerSecond()));
    }

    @Override
    public void close() {
        bar.close();
    }
}
