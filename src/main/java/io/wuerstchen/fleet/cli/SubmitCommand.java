package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.OpenStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.BatchSpec;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.output.ResultFiles;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportFile;
import io.wuerstchen.fleet.local.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
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
            "0:every row is committed",
            "1:this command failed; the same command goes on",
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

    @Option(names = "--end-with-parent", hidden = true, description = "End when standard input ends.")
    private boolean endWithParent;

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireFolders();
        if (endWithParent) {
            ParentWatch.start(() -> System.exit(Exit.INTERRUPTED));
        }
        PromptSource source = PromptSource.parse(prompts, System.in);
        String name = batch != null ? batch : source.batchName();
        spec.commandLine().getErr().println(connection.line());
        try (ObjectStore store = open()) {
            BatchReport outcome =
                    download == null ? run(store, name, source, result -> {}) : downloading(store, name, source);
            if (report != null) {
                writeFiles(store, outcome);
            }
            tell(outcome);
            return exitCode(outcome);
        }
    }

    private void requireFolders() {
        if (download != null) {
            WritableFolder.require("--download", download);
        }
        if (report != null) {
            if (Files.isDirectory(report)) {
                throw new UserException("--report: " + report + " is a folder (expected: a file's name)");
            }
            WritableFolder.require("--report", report.toAbsolutePath().getParent());
        }
    }

    /** Pictures come while the batch runs; what an earlier run had made is fetched at the end. */
    private BatchReport downloading(ObjectStore store, String name, PromptSource source) throws InterruptedException {
        try (PictureDownloads downloads = new PictureDownloads(store, download)) {
            BatchReport outcome = run(store, name, source, downloads::add);
            results(store).tell(name, downloads::add);
            downloads.await();
            return outcome;
        }
    }

    private BatchReport run(ObjectStore store, String name, PromptSource source, Consumer<JobResult> results) {
        KafkaAddress kafka = connection.kafka();
        Dispatcher dispatcher =
                new Dispatcher(kafka, new Topics(kafka.topicPrefix()), store, names(), Clock.systemUTC());
        try (BatchView view = new BatchView(name, Terminal.ofUser(), results)) {
            return dispatcher.run(new BatchSpec(name, source, model, options()), view);
        }
    }

    private BatchSpec.Options options() {
        return new BatchSpec.Options(sampling.settings(n, null, null), maxPixels, seed);
    }

    private ObjectNames names() {
        return new ObjectNames(connection.store().prefix());
    }

    private ResultFiles results(ObjectStore store) {
        return new ResultFiles(store, names());
    }

    private void writeFiles(ObjectStore store, BatchReport outcome) throws IOException {
        ReportFile.write(outcome, report);
        results(store).write(outcome.batch(), report.toAbsolutePath().getParent());
    }

    private ObjectStore open() {
        OpenStore opened = OpenStore.open(connection.store(), new Guards());
        opened.caveat().ifPresent(spec.commandLine().getErr()::println);
        return opened.store();
    }

    private void tell(BatchReport outcome) {
        BatchReport.Totals totals = outcome.totals();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s: %d rows: %d committed, %d dead, %d rejected%s; %d pictures in %.1f s%n",
                        outcome.batch(),
                        totals.rows(),
                        totals.tally().committed(),
                        totals.tally().dead(),
                        totals.tally().rejected(),
                        totals.tally().cancelled() == 0 ? "" : ", " + totals.tally().cancelled() + " cancelled",
                        totals.tally().images(),
                        totals.seconds());
    }

    private static int exitCode(BatchReport outcome) {
        if (!outcome.finished()) {
            return Exit.INTERRUPTED;
        }
        return outcome.perfect() ? Exit.OK : Exit.IMPERFECT;
    }
}
