package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.dispatcher.BatchHost;
import io.wuerstchen.fleet.dispatcher.BatchListener;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.SteadyClock;
import io.wuerstchen.fleet.dispatcher.Takeover;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.result.BatchMentions;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.local.process.ParentWatch;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet dispatcher}: runs whatever was submitted. */
@Command(
        name = "dispatcher",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Runs every unfinished batch, and those to come, until it is told to stop.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped as it was told; another dispatcher goes on at once",
            "2:wrong use: an option",
            "5:Kafka or S3 can't be reached, or refuses what it is asked"
        })
final class DispatcherCommand implements Callable<Integer> {
    @Option(
            names = "--batches",
            paramLabel = "N",
            defaultValue = "16",
            description = "So many batches at once, the others wait; ${DEFAULT-VALUE} by default.")
    private int batches;

    @Option(names = "--end-with-parent", hidden = true, description = "Stop when standard input ends.")
    private boolean endWithParent;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (batches < 1 || batches > 1000) {
            throw new UserException("--batches: " + batches + " (expected: 1 to 1000)");
        }
        spec.commandLine().getErr().println(connection.line());
        try (StopSignal signal = StopSignal.interruptingThisThread()) {
            if (endWithParent) {
                ParentWatch.start(signal::raise);
            }
            return signal.during(this::host, () -> Exit.OK);
        }
    }

    private int host() {
        try (OpenFleet fleet = OpenFleet.toWrite(connection, spec.commandLine().getErr());
                BatchMentions mentions = fleet.mentions()) {
            Dispatcher dispatcher = fleet.dispatcher();
            Events events = new Events(spec.commandLine().getOut());
            events.say("ready, up to " + batches + " batches at once");
            new BatchHost(
                            (batch, listener) -> dispatcher.host(batch, listener, Takeover.WAIT),
                            fleet.catalogue(),
                            batches,
                            events,
                            SteadyClock.begun())
                    .run(mentions);
            // Kafka's clients can't be closed in order by a thread that is interrupted.
            Thread.interrupted();
        }
        return Exit.OK;
    }

    /** A line for everything that happens. */
    private record Events(PrintWriter out) implements BatchHost.HostListener {
        @Override
        public BatchListener of(String batch) {
            say(batch + ": begun");
            return new Spoken(this, batch);
        }

        @Override
        public void finished(BatchReport report) {
            say(BatchText.summary(report));
        }

        @Override
        public void released(BatchReport report) {
            say(BatchText.summary(report) + "; let go of");
        }

        @Override
        public void putOff(String batch) {
            say(batch + ": put off, another batch can go on");
        }

        @Override
        public void failed(String batch, String reason, Duration rest) {
            say(batch + ": " + reason + (rest.isZero() ? "" : "; again in " + rest.toSeconds() + " s"));
        }

        synchronized void say(String line) {
            out.println(line);
            out.flush();
        }
    }

    /** What of a batch's run is worth a line. */
    private record Spoken(Events events, String batch) implements BatchListener {
        @Override
        public void noWorker(String model, Duration waited) {
            events.say(batch + ": no worker for " + model + " since " + waited.toSeconds() + " s");
        }

        @Override
        public void ownedBy(String owner) {
            events.say(batch + ": waiting, " + owner + " has it");
        }

        @Override
        public void rejected(RejectedRow row) {}

        @Override
        public void result(JobResult result) {}

        @Override
        public void progress(BatchProgress progress) {}
    }
}
