package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.BatchListener;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;

/** Shows a batch as it goes, and hands on its results. Only called by the batch's thread. */
final class BatchView implements BatchListener, AutoCloseable {
    private final Terminal terminal;
    private final Consumer<JobResult> results;
    private final ProgressBar bar;

    BatchView(String batch, Terminal terminal, Consumer<JobResult> results) {
        this.terminal = terminal;
        this.results = results;
        this.bar = terminal.bar(batch, "rows", -1);
    }

    @Override
    public void noWorker(String model, Duration waited) {
        terminal.stream()
                .println("no worker for " + model + " since " + waited.toSeconds() + " s (fleet worker --model DIR/"
                        + model + " starts one)");
    }

    @Override
    public void rejected(RejectedRow row) {
        terminal.stream()
                .println("rejected: " + row.place().file() + " line "
                        + row.place().line() + ": " + row.reason());
    }

    @Override
    public void result(JobResult result) {
        results.accept(result);
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
