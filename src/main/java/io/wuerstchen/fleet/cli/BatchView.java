package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.BatchListener;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;

/** Shows a batch as it goes, and hands on its results. Only called by the batch's thread. */
final class BatchView implements BatchListener, AutoCloseable {
    private static final int SHOWN = 10;
    private static final int UNKNOWN = -1;

    private final String batch;
    private final Terminal terminal;
    private final Consumer<JobResult> results;
    private final String allRejected;
    /** What would break the line of the bar that is shown while the input is read. */
    private final List<String> held = new ArrayList<>();

    private ProgressBar reading;
    private ProgressBar bar;
    private long rejected;

    /** For a command that writes no files of its batch's rows. */
    BatchView(String batch, Terminal terminal, Consumer<JobResult> results) {
        this(
                batch,
                terminal,
                results,
                "the batch's fleet submit with --report FILE writes all to rejected.jsonl beside FILE");
    }

    /** @param allRejected where all rejected rows are to be had, as part of a sentence, if they are more than are shown */
    BatchView(String batch, Terminal terminal, Consumer<JobResult> results, String allRejected) {
        this.batch = batch;
        this.terminal = terminal;
        this.results = results;
        this.allRejected = allRejected;
    }

    @Override
    public void read(long rows) {
        if (reading == null) {
            reading = terminal.bar(batch + ": reading", "rows", UNKNOWN);
        }
        reading.stepTo(rows);
    }

    @Override
    public void noWorker(String model, Duration waited) {
        endReading();
        terminal.stream()
                .println("no worker for " + model + " since " + waited.toSeconds() + " s (fleet worker --model DIR/"
                        + model + " starts one)");
    }

    @Override
    public void ownedBy(String owner) {
        terminal.stream()
                .println("another dispatcher has batch " + batch + " (" + owner
                        + "); waiting until it is done with it, or gone for 15 s");
    }

    @Override
    public void rejected(RejectedRow row) {
        rejected++;
        if (rejected > SHOWN) {
            return;
        }
        String line = "rejected: " + row.place().file() + " line " + row.place().line() + ": " + row.reason();
        if (reading != null && terminal.watched()) {
            held.add(line);
        } else {
            terminal.stream().println(line);
        }
    }

    @Override
    public void result(JobResult result) {
        results.accept(result);
    }

    @Override
    public void progress(BatchProgress progress) {
        endReading();
        if (bar == null) { // the rows are known from here on
            bar = terminal.bar(batch, "rows", progress.rows());
        }
        bar.stepTo(progress.tally().ended());
        bar.setExtraMessage(String.format(Locale.ROOT, " %.1f pictures/s", progress.imagesPerSecond()));
    }

    private void endReading() {
        if (reading != null) {
            reading.close();
            reading = null;
            held.forEach(terminal.stream()::println);
            held.clear();
        }
    }

    @Override
    public void close() {
        endReading();
        if (bar != null) {
            bar.close();
        }
        if (rejected > SHOWN) {
            terminal.stream()
                    .println("rejected: " + Counted.of(rejected - SHOWN, "row") + " more of " + rejected + "; "
                            + allRejected);
        }
    }
}
