package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.QualityBench;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench quality}: what a precision costs. */
@Command(
        name = "quality",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "How far pictures of each precision are from those in float32, and how long they take.")
final class BenchQualityCommand implements Callable<Integer> {
    private static final int MOST_IMAGES = 1000;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "16",
            converter = SamplingOptions.Whole.class,
            description = "Of each precision, 1 to 1000; ${DEFAULT-VALUE} by default.")
    private int pictures;

    @Option(
            names = "--against",
            paramLabel = "LIST",
            split = ",",
            converter = DeviceOptions.PrecisionName.class,
            description = "Precisions that are held against float32; by default all that the device can.")
    private List<Precision> against;

    @Mixin
    private BenchWork work;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        BenchOutput.require("--pictures", pictures, 1, MOST_IMAGES);
        device.requireNoPrecision("--against names those that are held against float32");
        QualityBench bench = new QualityBench(pictures);
        List<Precision> able = draw(bench, Precision.FLOAT32);
        (against == null ? able : against).forEach(precision -> draw(bench, precision));
        output.print(bench.table(), spec.commandLine().getOut());
        return Exit.OK;
    }

    /** What else the device can compute in. */
    private List<Precision> draw(QualityBench bench, Precision precision) {
        PipelineOptions options = device.pipeline().withPrecision(precision);
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(device.model(), options)) {
            bench.add(precision.toString(), pipeline, work.parameters(pipeline));
            return pipeline.precisions().stream()
                    .filter(able -> able != Precision.FLOAT32)
                    .toList();
        }
    }
}
