package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.OpenStore;
import io.wuerstchen.fleet.dispatcher.output.StoredBatch;
import io.wuerstchen.fleet.export.Export;
import io.wuerstchen.fleet.export.ExportReport;
import io.wuerstchen.fleet.export.ExportSpec;
import io.wuerstchen.fleet.export.Verification;
import io.wuerstchen.fleet.export.place.BucketPrefix;
import io.wuerstchen.fleet.export.place.Folder;
import io.wuerstchen.fleet.export.place.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet export}: a batch as a dataset. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Makes a dataset of a batch: sealed WebDataset shards, tables, a card and an index.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the dataset is whole",
            "1:this command failed, and the same one goes on; no picture to export; --verify: the dataset is not what its index says",
            "2:wrong use: an option, the batch's name or the place",
            "3:rows are open; the shards that are full are there, and the same command goes on",
            "4:interrupted; the same command goes on",
            "5:S3 is away or refuses; the same command goes on"
        })
final class ExportCommand implements Callable<Integer> {
    /** A dispatcher stores outcomes once a minute. */
    private static final Duration LOOKS_AGAIN = Duration.ofSeconds(5);

    private static final Pattern BUCKET = Pattern.compile("s3://([^/]+)(?:/(.*?))?/*", Pattern.CASE_INSENSITIVE);
    /** And whatever looks like one: no folder is meant. */
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://|[sS]3:).*");

    @Parameters(index = "0", arity = "0..1", paramLabel = "BATCH", description = "Name of the batch.")
    private String batch;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "Where the dataset goes: a folder, or s3://BUCKET/PREFIX in the same store.")
    private String to;

    @Option(
            names = "--verify",
            paramLabel = "PLACE",
            description = "Instead: reads a finished dataset and holds it to its index.")
    private String verify;

    @Option(names = "--follow", description = "Goes on while the batch runs, until it ends.")
    private boolean follow;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            converter = SamplingOptions.Whole.class,
            description =
                    "Shards that are written at once, 1 to 64; as many as there are processors by default, 4 at most.")
    private Integer parallel;

    @Mixin
    private ExportOptions options;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if ((verify == null) == (to == null) || (verify == null) == (batch == null)) {
            throw new UserException("export: which? (expected: BATCH --to PLACE, or --verify PLACE)");
        }
        if (verify != null) {
            return verify();
        }
        try (StopSignal signal = StopSignal.interruptingThisThread()) {
            return signal.during(this::export, this::interrupted);
        }
    }

    private int export() throws IOException, InterruptedException {
        ExportSpec wanted = options.spec();
        if (!isBucket(to)) {
            WritableFolder.require("--to", Path.of(to));
        }
        Export.Pace pace = new Export.Pace(parallel(), Optional.of(LOOKS_AGAIN).filter(every -> follow));
        spec.commandLine()
                .getErr()
                .println("S3 at " + connection.store().endpoint() + ", bucket "
                        + connection.store().bucket() + ", to " + to);
        try (Place place = place("--to", to);
                ObjectStore store = OpenStore.existing(connection.store(), new Guards());
                ExportView view = new ExportView(batch, Terminal.ofUser())) {
            ObjectNames names = new ObjectNames(connection.store().prefix());
            while (follow && StoredBatch.isYetToBegin(store, names, batch)) {
                Thread.sleep(LOOKS_AGAIN.toMillis());
            }
            StoredBatch stored = StoredBatch.open(store, names, batch);
            ExportReport report = new Export(store, stored, place, view).run(wanted, pace);
            view.close();
            tell(report);
            return report.finished() ? Exit.OK : Exit.IMPERFECT;
        }
    }

    private int interrupted() {
        spec.commandLine()
                .getErr()
                .println("fleet: interrupted: " + batch + " to " + to + " (the same command goes on)");
        return Exit.INTERRUPTED;
    }

    private int verify() throws IOException {
        try (Place place = place("--verify", verify)) {
            Verification.Found found;
            try (ProgressBar bar = Terminal.ofUser().bar(verify, "bytes", new Verification(place, any -> {}).bytes())) {
                found = new Verification(place, bar::stepBy).run();
            }
            PrintWriter out = spec.commandLine().getOut();
            found.faults().forEach(out::println);
            out.printf(
                    Locale.ROOT,
                    "%s: %d files, %,d bytes: %s%n",
                    verify,
                    found.files(),
                    found.bytes(),
                    found.faults().isEmpty()
                            ? "as the index says"
                            : found.faults().size() + " faults");
            return found.faults().isEmpty() ? Exit.OK : Exit.FAILED;
        }
    }

    private Place place(String option, String where) {
        if (!isBucket(where)) {
            return new Folder(Path.of(where));
        }
        Matcher matcher = BUCKET.matcher(where);
        if (!matcher.matches()) {
            throw new UserException(option + ": " + where + " (expected: a folder, or s3://BUCKET/PREFIX)");
        }
        StoreAddress store = connection.store();
        String prefix = matcher.group(2) == null ? "" : matcher.group(2);
        return new BucketPrefix(
                new StoreAddress(
                        store.endpoint(),
                        store.region(),
                        BucketName.require(option, matcher.group(1)),
                        prefix,
                        store.keys()),
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static boolean isBucket(String place) {
        return URL.matcher(place).matches();
    }

    private int parallel() {
        int most = Math.min(4, Runtime.getRuntime().availableProcessors());
        int shards = parallel == null ? most : parallel;
        if (shards < 1 || shards > 64) {
            throw new UserException("--parallel: " + shards + " (expected: 1 to 64)");
        }
        return shards;
    }

    private void tell(ExportReport report) {
        ExportReport.Counts counts = report.counts();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s: %s, %s of %s, %,d bytes; %s missing, %s left out, %s%s%n",
                        batch,
                        Counted.of(report.shards(), "shard"),
                        Counted.of(counts.samples(), "picture"),
                        Counted.of(counts.committed(), "row"),
                        report.bytes(),
                        Counted.of(counts.missing(), "row"),
                        Counted.of(counts.leftOut(), "picture"),
                        Counted.of(counts.nearDuplicates(), "near duplicate"),
                        report.finished() ? "" : "; rows are open, so there is no index yet");
    }
}
