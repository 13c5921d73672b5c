package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.chaos.ChaosReport;
import io.wuerstchen.fleet.chaos.ChaosRun;
import io.wuerstchen.fleet.chaos.ChaosSettings;
import io.wuerstchen.fleet.chaos.check.ExpectedRows;
import io.wuerstchen.fleet.chaos.fleet.Programs;
import io.wuerstchen.fleet.local.FleetCache;
import io.wuerstchen.fleet.local.process.AbruptEnd;
import io.wuerstchen.fleet.worker.device.Device;
import io.wuerstchen.fleet.worker.device.PipelineDevice;
import io.wuerstchen.fleet.worker.device.SimulatedDevice;
import io.wuerstchen.fleet.worker.device.Simulation;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet chaos}: a fleet on this machine that is tormented, and a judgement on what it made. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Kills, stops, cuts and slows a fleet on this machine, and proves that no row was lost or drawn"
                + " twice.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing was lost, doubled, torn or changed, and 80 %% of the faults hit work in hand",
            "1:something was, or the run did not come to its end",
            "2:wrong use"
        })
final class ChaosCommand implements Callable<Integer> {
    private static final long MAX_PIXELS = 4 << 20;
    /** Eight pictures in half a second: at every moment there is work in hand, and the machine is not the limit. */
    private static final String DEVICE = "simulated:200ms+40ms";

    /** A device that hangs is given up soon, as a prompt may ask for that. */
    private static final String HUNG = "10s";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the faults, their times and the prompts; ${DEFAULT-VALUE} by default.")
    private long seed;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "200",
            converter = SamplingOptions.Whole.class,
            description = "How many; ${DEFAULT-VALUE} by default.")
    private int faults;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            converter = SamplingOptions.Whole.class,
            description = "In which they come, about; three seconds for each by default.")
    private Integer minutes;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "3",
            converter = SamplingOptions.Whole.class,
            description = "Worker processes, 1 to 64; ${DEFAULT-VALUE} by default.")
    private int workers;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000",
            converter = SamplingOptions.Whole.class,
            description = "Of each batch, of which there are as many as the faults need; ${DEFAULT-VALUE} by default.")
    private int rows;

    @Option(
            names = "--batches",
            paramLabel = "N",
            defaultValue = "1",
            converter = SamplingOptions.Whole.class,
            description =
                    "That go on at once, 1 to 16, each with a dispatcher of its own; ${DEFAULT-VALUE} by default.")
    private int batches;

    @Option(
            names = "--simulated-device",
            description =
                    "Workers draw patterns and only take the time of a device; else they run the demo model, and so"
                            + " does this command at the end, to know what the pictures must be.")
    private boolean simulated;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "fleet-chaos",
            description =
                    "Plan, logs and findings go there, each seed's in a folder of its own. ./${DEFAULT-VALUE} by default.")
    private Path dir;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        WritableFolder.require("--dir", dir);
        FleetHome home = FleetHome.find();
        Path model = home.demoModel();
        ExpectedRows expected = new ExpectedRows(() -> device(model));
        ChaosReport report = run(new ChaosRun(settings(model), programs(home), expected, this::tell));
        report.verdict().violations().stream().limit(20).forEach(each -> tell(each.toString()));
        report.shortcomings().forEach(this::tell);
        PrintWriter out = spec.commandLine().getOut();
        report.table().forEach(out::println);
        out.println(report.line());
        out.flush();
        return report.proven() ? Exit.OK : Exit.FAILED;
    }

    /** A run that is stopped has no verdict, and nothing of its fleet is worth a wait. */
    private ChaosReport run(ChaosRun run) throws IOException, InterruptedException {
        try (AbruptEnd end = AbruptEnd.ofAllBelow()) {
            return run.run(folder());
        }
    }

    private ChaosSettings settings(Path model) {
        Duration time = minutes == null ? Duration.ofSeconds(3L * faults) : Duration.ofMinutes(minutes);
        List<String> arguments = new ArrayList<>(List.of("--model", model.toString(), "--device"));
        Path memory = dir.resolve("seed-" + seed).resolve("faults-had").toAbsolutePath();
        arguments.addAll(simulated ? List.of(DEVICE + ",faults=" + memory, "--device-timeout", HUNG) : List.of("cpu"));
        String name = model.getFileName().toString();
        return new ChaosSettings(
                seed,
                faults,
                time,
                new ChaosSettings.Fleet(workers, new ChaosSettings.Load(rows, batches), simulated, name, arguments));
    }

    private Device device(Path model) {
        return simulated
                ? SimulatedDevice.of(model, Simulation.parse("simulated:0ms"), MAX_PIXELS)
                : PipelineDevice.load(
                        model, PipelineOptions.defaults().withDevice("cpu").withMaxPixels(MAX_PIXELS));
    }

    private static Programs programs(FleetHome home) {
        FleetCache cache = FleetCache.ofUser();
        return new Programs(
                Fleet.class.getName(),
                home.workerClassPath(),
                home.serversClassPath(),
                cache,
                Map.of(
                        "DJL_CACHE_DIR",
                        EngineCache.of(System.getenv(), cache).folder().toString()));
    }

    /** Only what looks like an earlier run is removed. */
    private Path folder() throws IOException {
        Path run = dir.resolve("seed-" + seed);
        if (Files.exists(run.resolve("plan.jsonl"))) {
            FolderTree.remove(run);
        }
        return run;
    }

    private void tell(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
