package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.BenchTable;
import io.wuerstchen.fleet.bench.GeneratedPrompts;
import io.wuerstchen.fleet.bench.WorkerTable;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.worker.device.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench worker}: how busy a worker keeps its device, and what it takes itself. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "How busy a worker keeps its device, and what its own work costs, with S3 as it is and slower.")
final class BenchWorkerCommand implements Callable<Integer> {
    private static final int FEWEST_JOBS = 40;
    private static final int MOST_JOBS = 1_000_000;
    private static final int MOST_TIMES = 1000;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "800",
            converter = SamplingOptions.Whole.class,
            description = "Jobs of each batch, 40 to 1000000; ${DEFAULT-VALUE} by default.")
    private int jobs;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "simulated:100ms",
            description = "As of a worker, and simulated; ${DEFAULT-VALUE} by default.")
    private String device;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "256x256",
            description = "Of the pictures; at ${DEFAULT-VALUE}, the default, a job leaves about 100 KB.")
    private String size;

    @Option(
            names = "--slower",
            paramLabel = "TIMES",
            defaultValue = "10",
            converter = SamplingOptions.Whole.class,
            description =
                    "How many times slower S3 is made for the second batch, 2 to 1000; ${DEFAULT-VALUE} by default.")
    private int times;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            converter = SamplingOptions.Whole.class,
            description = "As of a worker; its own default by default.")
    private Integer lanes;

    @Option(
            names = "--micro-batch",
            paramLabel = "N",
            defaultValue = "4",
            converter = SamplingOptions.Whole.class,
            description = "As of a worker; ${DEFAULT-VALUE} by default, 40 pictures a second.")
    private int microBatch;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        BenchOutput.require("--jobs", jobs, FEWEST_JOBS, MOST_JOBS);
        BenchOutput.require("--slower", times, 2, MOST_TIMES);
        if (!Simulation.isMeant(device)) {
            throw new UserException("--device: " + device + " (expected: simulated:100ms or the like)");
        }
        Simulation simulation = Simulation.parse(device);
        GeneratedPrompts prompts =
                GeneratedPrompts.ofSize(Resolution.parse(size).toString());
        try (BenchFleet fleet = BenchFleet.start()) {
            WorkerBench bench = new WorkerBench(fleet, workerOptions(), prompts, jobs);
            output.print(measure(bench, simulation), spec.commandLine().getOut());
        }
        return 0;
    }

    private BenchTable measure(WorkerBench bench, Simulation simulation) throws Exception {
        WorkerBench.Measured plain = bench.plain();
        WorkerBench.Measured slower = bench.slower(times, plain.spell());
        return WorkerTable.of(simulation.toString(), List.of(plain.row("as is"), slower.row(slowness(plain, slower))));
    }

    /** What came of it, which on a busy machine is not quite what was asked for. */
    private static String slowness(WorkerBench.Measured plain, WorkerBench.Measured slower) {
        double times = slower.spell().putMillis() / plain.spell().putMillis();
        return String.format(Locale.ROOT, "%.1f x slower", times);
    }

    private List<String> workerOptions() {
        List<String> options =
                new ArrayList<>(List.of("--device", device, "--micro-batch", Integer.toString(microBatch)));
        if (lanes != null) {
            options.addAll(List.of("--lanes", lanes.toString()));
        }
        return options;
    }
}
