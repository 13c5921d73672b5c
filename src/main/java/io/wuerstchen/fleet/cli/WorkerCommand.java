package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.Durations;
import io.wuerstchen.fleet.local.process.ClassDataArchive;
import io.wuerstchen.fleet.local.process.ParentWatch;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions;
import io.wuerstchen.fleet.worker.generate.DeviceLostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet worker}: runs until it is told to stop. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Takes a model's jobs from Kafka, draws them and puts the pictures into S3.",
        footer = {
            "",
            "--device may also be simulated:100ms, which takes that long for a micro-batch and draws patterns, and",
            "simulated:100ms,faults, which also fails where a prompt asks for it."
        })
final class WorkerCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);
    /** Beyond the grace period, for what a worker closes. */
    private static final Duration STOP_SLACK = Duration.ofSeconds(30);

    @Mixin
    private DeviceOptions device;

    @Mixin
    private ConnectionOptions connection;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "6",
            converter = SamplingOptions.Whole.class,
            description = "Members of the share group that keep the device fed; ${DEFAULT-VALUE} by default.")
    private int lanes;

    @Option(
            names = "--micro-batch",
            paramLabel = "N",
            defaultValue = "8",
            converter = SamplingOptions.Whole.class,
            description = "Pictures that go through the device at once; ${DEFAULT-VALUE} by default.")
    private int microBatch;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "20s",
            description =
                    "How long jobs in hand may take once the worker is told to stop; what is left then is handed back."
                            + " ${DEFAULT-VALUE} by default.")
    private String grace;

    @Option(
            names = "--device-timeout",
            paramLabel = "TIME",
            defaultValue = "15m",
            description =
                    "How long the device may take for one step of a stage, loading its networks included; a micro-batch of"
                            + " many steps may take far longer. A step that takes longer counts as hung: its jobs are tried"
                            + " again, and the worker ends with exit code 7. ${DEFAULT-VALUE} by default.")
    private String deviceTimeout;

    @Mixin
    private PresenceOptions presence;

    @Option(names = "--end-with-parent", hidden = true, description = "Stop when standard input ends.")
    private boolean endWithParent;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        WorkerOptions options = options();
        Duration limit = options.work().grace().plus(STOP_SLACK);
        CompletableFuture<Void> stop = new CompletableFuture<>();
        try (StopSignal signal = StopSignal.calling(() -> stop.complete(null), limit)) {
            if (endWithParent) {
                ParentWatch.start(signal::raise);
            }
            return run(options, stop);
        }
    }

    private int run(WorkerOptions options, CompletableFuture<Void> stop) {
        try (Worker worker = Worker.start(options)) {
            say("ready " + worker.card());
            var unused = worker.failure().whenComplete((ended, failure) -> stop.completeExceptionally(failure));
            stop.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DeviceLostException lost) {
                spec.commandLine().getErr().println("fleet: " + lost.getMessage());
                return Exit.DEVICE_LOST;
            }
            throw new IllegalStateException("worker failed: " + e.getCause().getMessage(), e.getCause());
        }
        ClassDataArchive.writeWhereWanted();
        return Exit.OK;
    }

    private WorkerOptions options() {
        return new WorkerOptions(
                device.opening(),
                new WorkerOptions.Work(
                        lanes,
                        microBatch,
                        Durations.parse("grace", grace),
                        Durations.parse("device-timeout", deviceTimeout)),
                new WorkerOptions.Addresses(connection.kafka(), connection.store()),
                presence.presence());
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
