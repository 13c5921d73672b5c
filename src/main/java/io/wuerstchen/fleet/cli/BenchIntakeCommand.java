package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.IntakeBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench intake}: prompts files to checked rows. */
@Command(
        name = "intake",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Rows of prompts validated a second, for each format.")
final class BenchIntakeCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 2_000_000;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "200000",
            converter = SamplingOptions.Whole.class,
            description = "Rows of each format, 1 to 2000000; ${DEFAULT-VALUE} by default.")
    private int rows;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        BenchOutput.require("--rows", rows, 1, MOST_ROWS);
        output.print(new IntakeBench(rows).measure(), spec.commandLine().getOut());
        return 0;
    }
}
