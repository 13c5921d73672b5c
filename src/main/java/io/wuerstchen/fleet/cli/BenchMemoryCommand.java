package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.MemoryBench;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench memory}: peaks of the model's stages, beside what was reckoned with. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description =
                "What each stage of the model takes of memory at its peak, and what was reckoned with; on Linux's CPUs.")
final class BenchMemoryCommand implements Callable<Integer> {
    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "128x128",
            description = "Of the pictures; ${DEFAULT-VALUE} by default.")
    private String size;

    @Option(
            names = "--pictures",
            paramLabel = "LIST",
            split = ",",
            defaultValue = "1,2,4",
            converter = SamplingOptions.Whole.class,
            description = "Micro-batches of so many pictures, one after the other; ${DEFAULT-VALUE} by default.")
    private List<Integer> pictures;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        pictures.forEach(each -> BenchOutput.require("--pictures", each, 1, 64));
        Resolution resolution = Resolution.parse(size);
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(device.model(), device.pipeline())) {
            if (!pipeline.onCpu()) {
                throw new UserException("--device: " + pipeline.device()
                        + " (expected: cpu, as what is measured is the process's resident memory)");
            }
            MemoryBench bench = new MemoryBench(pipeline, resolution);
            output.print(bench.measure(pictures), spec.commandLine().getOut());
        }
        return Exit.OK;
    }
}
