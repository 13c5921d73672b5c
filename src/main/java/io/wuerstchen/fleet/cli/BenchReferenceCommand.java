package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.Reference;
import io.wuerstchen.fleet.bench.ReferenceBench;
import io.wuerstchen.fleet.bench.ReferenceBench.Comparison;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench reference}: this model code beside diffusers. */
@Command(
        name = "reference",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "The same pictures by diffusers and by this model code, in turn, in float32.")
final class BenchReferenceCommand implements Callable<Integer> {
    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--python",
            required = true,
            paramLabel = "FILE",
            description = "A Python with diffusers 0.33.1, transformers and torch 2.7.1.")
    private Path python;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder with wuerstchen-prior/ and wuerstchen/; the demo model by default.")
    private Path model;

    @Option(
            names = "--images",
            paramLabel = "LIST",
            defaultValue = "1,4",
            description = "Pictures at once, of one prompt, 1 to 64; ${DEFAULT-VALUE} by default.")
    private String images;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            converter = SamplingOptions.Whole.class,
            description = "CPU threads of one operation, of either; ${DEFAULT-VALUE} by default.")
    private int threads;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu or cuda:N, for either; ${DEFAULT-VALUE} by default.")
    private String device;

    @Mixin
    private BenchWork work;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchOutput.require("--threads", threads, 1, MOST_THREADS);
        List<Integer> counts = BenchWork.sizes("--images", images);
        int rounds = work.rounds();
        if (!Files.isExecutable(python)) {
            throw new UserException("--python: " + python + " (expected: a program that is there)");
        }
        if (!device.matches("cpu|cuda:\\d+")) {
            throw new UserException("--device: " + device + " (expected: cpu or cuda:N)");
        }
        EngineCache.ofUser().requireUsable();
        Path folder = Files.createTempDirectory("fleet-bench");
        Path weights = model == null ? FleetHome.find().demoModel() : model;
        PipelineOptions options = PipelineOptions.defaults().withDevice(device).withIntraOpThreads(threads);
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(weights, options)) {
            ReferenceBench bench = new ReferenceBench(pipeline, work.parameters(pipeline), rounds);
            Comparison comparison = bench.measure(new Reference(python, weights, threads, device), counts, folder);
            output.print(comparison.table(), spec.commandLine().getOut());
            return comparison.alike() ? Exit.OK : Exit.FAILED;
        } finally {
            FolderTree.remove(folder);
        }
    }
}
