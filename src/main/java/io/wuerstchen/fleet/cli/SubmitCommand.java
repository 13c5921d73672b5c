package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.BatchSpec;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.Takeover;
import io.wuerstchen.fleet.dispatcher.control.BatchWishes;
import io.wuerstchen.fleet.dispatcher.control.ControlVoice;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.output.ResultFiles;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportFile;
import io.wuerstchen.fleet.local.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet submit}: a batch, from its file to its report. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Has every row of a prompts file drawn by the fleet, and waits for it.",
        footer = {"", "\"Else\" stands where neither the row, the option nor the model's fleet.json says it."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row is committed; with --detach: handed over",
            "1:this command failed, and the same command goes on; or pictures for --download are damaged or missing in S3",
            "2:wrong use: an option, the file or the batch's name",
            "3:every row has an outcome, some are dead, rejected or cancelled",
            "4:interrupted; the same command goes on",
            "5:Kafka or S3 can't be reached, or refuses what it is asked; the same command goes on",
            "6:another dispatcher has taken the batch over"
        })
final class SubmitCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description =
                    "Prompts: JSONL, OpenAI batch lines, CSV, TSV, Parquet or plain text, also gzip or zstd; - is stdin.")
    private String prompts;

    @Option(names = "--batch", paramLabel = "NAME", description = "Name of the batch; the file's by default.")
    private String batch;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "wuerstchen-emoji",
            description = "Name of the model folder that workers run; ${DEFAULT-VALUE} by default.")
    private String model;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where the report goes, if anywhere, with results.jsonl and rejected.jsonl beside it.")
    private Path report;

    @Option(
            names = "--download",
            paramLabel = "DIR",
            description =
                    "Where pictures go, if anywhere, as <id>.png, or <id>-0.png, <id>-1.png, … of a row with many.")
    private Path download;

    @Option(
            names = "--n",
            paramLabel = "N",
            converter = SamplingOptions.Whole.class,
            description = "Pictures of a row that doesn't say; 1 by default.")
    private Integer n;

    @Option(
            names = "--seed",
            paramLabel = "TEXT",
            description = "What seeds of rows without one are derived from; the batch's name by default.")
    private String seed;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "4194304",
            converter = SamplingOptions.Pixels.class,
            description = "Largest width x height; ${DEFAULT-VALUE} by default.")
    private int maxPixels;

    @Option(names = "--detach", description = "Leave the batch to a fleet dispatcher, and don't wait.")
    private boolean detach;

    @Option(names = "--take-over", description = "Take the batch from a dispatcher that has it, at once.")
    private boolean takeOver;

    @Option(names = "--end-with-parent", hidden = true, description = "End when standard input ends.")
    private boolean endWithParent;

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requireFolders();
        try (StopSignal signal = StopSignal.interruptingThisThread()) {
            if (endWithParent) {
                ParentWatch.start(signal::raise);
            }
            return signal.during(this::submit, () -> interrupted("interrupted"));
        }
    }

    private int submit() throws IOException, InterruptedException {
        PromptSource source = PromptSource.parse(prompts, StandardInput.open());
        String name = batch != null ? batch : source.batchName();
        spec.commandLine().getErr().println(connection.line());
        try (OpenFleet fleet = OpenFleet.toWrite(connection, spec.commandLine().getErr())) {
            return detach ? handOver(fleet, spec(name, source)) : run(fleet, spec(name, source));
        }
    }

    private int run(OpenFleet fleet, BatchSpec asked) throws IOException, InterruptedException {
        return download == null ? tell(runAndReport(fleet, asked, result -> {})) : downloading(fleet, asked);
    }

    private int tell(BatchReport outcome) {
        Thread.interrupted(); // heeded; what follows is short and may be waited for
        if (!outcome.finished()) {
            return interrupted(BatchText.interrupted(outcome));
        }
        spec.commandLine().getOut().println(BatchText.summary(outcome));
        return Exit.of(outcome);
    }

    private int interrupted(String what) {
        spec.commandLine().getErr().println("fleet: " + what + " (the same command goes on)");
        return Exit.INTERRUPTED;
    }

    private int handOver(OpenFleet fleet, BatchSpec asked) {
        // Kafka first: a batch of which nobody can be told is better not begun.
        try (ControlVoice voice = fleet.voice();
                BatchView view = view(asked, result -> {})) {
            fleet.dispatcher().submit(asked, view);
            BatchWishes wishes = new BatchWishes(fleet.catalogue(), voice);
            wishes.announce(asked.name());
            long rows = fleet.catalogue().get(asked.name()).report().totals().rows();
            spec.commandLine()
                    .getOut()
                    .println(asked.name() + ": " + Counted.of(rows, "row") + " handed over (fleet show " + asked.name()
                            + " follows it, a fleet dispatcher runs it)");
            return Exit.OK;
        }
    }

    private void requireFolders() {
        if (detach && (download != null || report != null || takeOver)) {
            throw new UserException("--detach: given with --report, --download or --take-over (expected: without)");
        }
        if (download != null) {
            WritableFolder.require("--download", download);
        }
        if (report != null) {
            WritableFolder.requireFile("--report", report);
        }
    }

    /** Pictures come while the batch runs; what an earlier run, or another dispatcher, had made is fetched at the end. */
    private int downloading(OpenFleet fleet, BatchSpec asked) throws IOException, InterruptedException {
        try (PictureDownloads downloads = new PictureDownloads(fleet.store(), download, (key, picture) -> {})) {
            BatchReport outcome = runAndReport(fleet, asked, downloads::add);
            if (!outcome.finished()) {
                return tell(outcome);
            }
            results(fleet).tell(asked.name(), downloads::add);
            downloads.await();
            int code = tell(outcome);
            downloads.requireAll(asked.name());
            return code;
        }
    }

    /** Runs the batch and writes what came of it, whatever becomes of its pictures. */
    private BatchReport runAndReport(OpenFleet fleet, BatchSpec asked, Consumer<JobResult> results) throws IOException {
        BatchReport outcome = run(fleet, asked, results);
        if (report != null) {
            boolean interrupted = Thread.interrupted(); // the files are short and may be waited for
            writeFiles(fleet, outcome);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return outcome;
    }

    private BatchReport run(OpenFleet fleet, BatchSpec asked, Consumer<JobResult> results) {
        try (BatchView view = view(asked, results)) {
            Dispatcher dispatcher = fleet.dispatcher();
            dispatcher.submit(asked, view);
            return dispatcher.host(asked.name(), view, takeOver ? Takeover.AT_ONCE : Takeover.WAIT);
        }
    }

    private BatchView view(BatchSpec asked, Consumer<JobResult> results) {
        return report == null
                ? new BatchView(asked.name(), Terminal.ofUser(), results)
                : new BatchView(
                        asked.name(),
                        Terminal.ofUser(),
                        results,
                        report.resolveSibling("rejected.jsonl") + " gets all");
    }

    private BatchSpec spec(String name, PromptSource source) {
        return new BatchSpec(name, source, model, options());
    }

    private BatchSpec.Options options() {
        return new BatchSpec.Options(sampling.settings(n, null, null), maxPixels, seed);
    }

    private static ResultFiles results(OpenFleet fleet) {
        return new ResultFiles(fleet.store(), fleet.names());
    }

    private void writeFiles(OpenFleet fleet, BatchReport outcome) throws IOException {
        ReportFile.write(outcome, report);
        results(fleet).write(outcome.batch(), report.toAbsolutePath().getParent());
    }
}
