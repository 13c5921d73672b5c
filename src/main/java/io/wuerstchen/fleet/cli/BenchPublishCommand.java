package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.PublishBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench publish}: jobs onto Kafka. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Jobs published a second, to a Kafka on this machine.")
final class BenchPublishCommand implements Callable<Integer> {
    private static final int MOST_JOBS = 1_000_000;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "50000",
            converter = SamplingOptions.Whole.class,
            description = "Jobs of each of three rounds, 1 to 1000000; ${DEFAULT-VALUE} by default.")
    private int jobs;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        BenchOutput.require("--jobs", jobs, 1, MOST_JOBS);
        try (BenchFleet fleet = BenchFleet.start()) {
            output.print(
                    new PublishBench(fleet.servers().kafka(), jobs).measure(),
                    spec.commandLine().getOut());
        }
        return 0;
    }
}
