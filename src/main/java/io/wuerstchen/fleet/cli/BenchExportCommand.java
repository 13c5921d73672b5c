package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.ExportBench;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench export}: a batch to a dataset. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Rows and bytes exported a second, from an S3 on this machine, and the heap meanwhile.")
final class BenchExportCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 10_000_000;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "10000",
            converter = SamplingOptions.Whole.class,
            description = "Rows of the batch, 10 to 10000000; ${DEFAULT-VALUE} by default.")
    private int rows;

    @Option(
            names = "--side",
            paramLabel = "PX",
            defaultValue = "128",
            converter = SamplingOptions.Whole.class,
            description = "Width and height of its pictures, which are noise; ${DEFAULT-VALUE} by default.")
    private int side;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Where the dataset stays; without it, it goes with the rest.")
    private Path to;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        BenchOutput.require("--rows", rows, 10, MOST_ROWS);
        new Resolution(side, side);
        try (BenchFleet fleet = BenchFleet.start();
                MinioObjectStore store = new MinioObjectStore(fleet.servers().store("bench"))) {
            store.requireBucket();
            Path dataset = to == null ? fleet.folder().resolve("dataset") : to;
            int parallel = Math.min(4, Runtime.getRuntime().availableProcessors());
            output.print(
                    new ExportBench(store, dataset, rows).measure(side, parallel),
                    spec.commandLine().getOut());
        }
        return Exit.OK;
    }
}
