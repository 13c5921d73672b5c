package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ResilientObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.BatchSpec;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.SteadyClock;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportFile;
import io.wuerstchen.fleet.local.FleetCache;
import io.wuerstchen.fleet.local.LocalServers;
import io.wuerstchen.fleet.local.LocalServersSettings;
import io.wuerstchen.fleet.sheet.ContactSheet;
import io.wuerstchen.fleet.sheet.ContactSheet.Contents;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;

/** One run of the demo: local servers and a worker as child processes, the dispatcher in this one. */
final class Demo {
    private static final String BUCKET = LocalCommand.BUCKET;

    private final DemoFolder folder;
    private final FleetHome home;
    private final Terminal terminal;
    private final PrintWriter out;
    private final FleetCache cache = FleetCache.ofUser();
    private final ChildDeaths deaths = new ChildDeaths();

    Demo(DemoFolder folder, FleetHome home, Terminal terminal, PrintWriter out) {
        this.folder = folder;
        this.home = home;
        this.terminal = terminal;
        this.out = out;
    }

    /** Throws {@link IllegalStateException} where a child process ended on its own: there is no demo without it. */
    BatchReport run() throws Exception {
        String batch = "demo-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        return deaths.during(() -> withServers(batch));
    }

    private BatchReport withServers(String batch) throws IOException, InterruptedException {
        say("starting Kafka and S3 ...");
        LocalServersSettings settings = LocalServersSettings.in(folder.servers());
        try (LocalServers servers = LocalServers.start(settings, folder.logs(), home.serversClassPath(), cache)) {
            servers.onUnexpectedExit(
                    deaths.interrupting(() -> "Kafka and S3 ended; their logs lie in " + folder.logs()));
            say("Kafka at " + servers.kafka().bootstrapServers() + ", S3 at "
                    + servers.store(BUCKET).endpoint());
            return withWorker(batch, servers);
        }
    }

    private BatchReport withWorker(String batch, LocalServers servers) throws IOException, InterruptedException {
        say("starting a worker ...");
        ConcurrentSkipListMap<String, ContactSheet.Picture> pictures =
                new ConcurrentSkipListMap<>(); // in the order of rows
        try (WorkerProcess worker =
                        WorkerProcess.start(home, servers.kafka(), servers.store(BUCKET), List.of(), folder.logs());
                ObjectStore store = store(servers.store(BUCKET));
                PictureDownloads downloads = new PictureDownloads(store, folder.pictures(), pictures::put)) {
            say(worker.ready());
            worker.onUnexpectedExit(deaths.interrupting(() -> worker.failure().getMessage()));
            BatchReport report = dispatch(batch, dispatcher(servers, store), downloads);
            if (Thread.interrupted()) {
                throw new InterruptedException("demo interrupted");
            }
            ReportFile.write(report, folder.report());
            downloads.await();
            new ContactSheet().write(contents(report, List.copyOf(pictures.values())), folder.contactSheet());
            tell(report);
            downloads.requireAll(batch);
            return report;
        }
    }

    private BatchReport dispatch(String batch, Dispatcher dispatcher, PictureDownloads downloads) {
        try (BatchView view = new BatchView(batch, terminal, downloads::add)) {
            return dispatcher.run(spec(batch), view);
        }
    }

    private static ObjectStore store(StoreAddress address) {
        MinioObjectStore store = new MinioObjectStore(address);
        store.requireBucket();
        return ResilientObjectStore.of(store, new Guards());
    }

    private static Dispatcher dispatcher(LocalServers servers, ObjectStore store) {
        return new Dispatcher(servers.kafka(), new Topics(""), store, new ObjectNames(""), SteadyClock.begun());
    }

    private BatchSpec spec(String batch) {
        String model = home.demoModel().getFileName().toString();
        return new BatchSpec(batch, PromptSource.file(folder.prompts()), model, BatchSpec.Options.NONE);
    }

    private static Contents contents(BatchReport report, List<ContactSheet.Picture> pictures) {
        return new Contents(report.batch(), report.totals().tally().images(), pictures);
    }

    private void tell(BatchReport report) {
        BatchReport.Totals totals = report.totals();
        out.printf(
                Locale.ROOT,
                "%s: %d committed, %d dead, %d rejected; %s in %.1f s%n",
                Counted.of(totals.rows(), "row"),
                totals.tally().committed(),
                totals.tally().dead(),
                totals.tally().rejected(),
                Counted.of(totals.tally().images(), "picture"),
                totals.seconds());
        out.println("pictures: " + folder.pictures());
        out.println("report: " + folder.report());
        out.println("contact sheet: " + folder.contactSheet());
    }

    private void say(String line) {
        terminal.stream().println(line);
    }
}
