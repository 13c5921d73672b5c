package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.ReconcileBench;
import io.wuerstchen.fleet.common.config.Durations;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench reconcile}: a batch's proof. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Rows proven a second, of a batch that is made up.")
final class BenchReconcileCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 2_000_000;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "100000",
            converter = SamplingOptions.Whole.class,
            description = "Rows of the batch, 1 to 2000000; ${DEFAULT-VALUE} by default.")
    private int rows;

    @Option(
            names = "--call",
            paramLabel = "TIME",
            defaultValue = "20ms",
            description = "What each call of the store takes; ${DEFAULT-VALUE} by default.")
    private String call;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        BenchOutput.require("--rows", rows, 1, MOST_ROWS);
        ReconcileBench bench = new ReconcileBench(rows, Durations.parse("call", call));
        output.print(bench.measure(), spec.commandLine().getOut());
        return Exit.OK;
    }
}
