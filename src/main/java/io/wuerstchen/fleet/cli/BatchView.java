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
    private static final int SHOWN = 10;

    private final String batch;
    private final Terminal terminal;
    private final Consumer<JobResult> results;
    private ProgressBar bar;
    private long rejected;

    BatchView(String batch, Terminal terminal, Consumer<JobResult> results) {
        this.batch = batch;
        this.terminal = terminal;
        this.results = results;
    }

    @Override
    public void noWorker(String model, Duration waited) {
        terminal.stream()
                .println("no worker for " + model + " since " + waited.toSeconds() + " s (fleet worker --model DIR/"
                        + model + " starts one)");
    }

    @Override
    public void rejected(RejectedRow row) {
        rejected++;
        if (rejected > SHOWN) {
            return;
        }
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
        if (bar == null) { // the rows are known from here on
            bar = terminal.bar(batch, "rows", progress.rows());
        }
        bar.stepTo(progress.tally().ended());
        bar.setExtraMessage(String.format(Locale.ROOT, " %.1f pictures/s", progress.imagesPerSecond()));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
        if (rejected > SHOWN) {
            terminal.stream()
                    .println("rejected: " + (rejected - SHOWN)
                            + " rows more; rejected.jsonl beside --report's file has all " + rejected);
        }
    }
}
