package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.ModelBench;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench model}: seconds of a picture. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description =
                "Seconds a model takes for a picture, by stage and by pictures at once, and the memory meanwhile.")
final class BenchModelCommand implements Callable<Integer> {
    @Option(
            names = "--at-once",
            paramLabel = "LIST",
            defaultValue = "1,2,4,8",
            description = "Sizes of micro-batches, 1 to 64; ${DEFAULT-VALUE} by default.")
    private String atOnce;

    @Mixin
    private BenchWork work;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Integer> sizes = BenchWork.sizes("--at-once", atOnce);
        int rounds = work.rounds();
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(device.model(), device.pipeline())) {
            ModelBench bench = new ModelBench(pipeline, work.parameters(pipeline), rounds);
            output.print(bench.measure(sizes), spec.commandLine().getOut());
        }
        return Exit.OK;
    }
}
