package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.dispatcher.plan.RowSeeds;
import io.wuerstchen.fleet.worker.ModelDefaults;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.store.PictureFiles;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet generate}: the pictures of one prompt, without Kafka and S3. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Draws one prompt on this machine and writes the picture to a folder.",
        footer = {"", "\"Else\" stands where neither the option nor the model's fleet.json says it."})
final class GenerateCommand implements Callable<Integer> {
    /** Larger pictures go one by one, so that memory stays that of about one of 1024 x 1024. */
    private static final long PIXELS_AT_ONCE = 1 << 20;

    /** Stands in for the defaults of a model that is not loaded yet. */
    private static final Settings SMALL = new Settings(
            null,
            new Settings.Canvas(Resolution.GRID, Resolution.GRID, null, null),
            Settings.Stage.NONE,
            Settings.Stage.NONE,
            new Settings.Output(null, null));

    @Option(
            names = "--prompt",
            required = true,
            paramLabel = "TEXT",
            preprocessor = AttachedText.class,
            description = "What the picture shall show.")
    private String prompt;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description =
                    "Where files go, each picture's as soon as it is drawn; made where it is missing. One of the same name is"
                            + " written over, with a note. This folder by default.")
    private Path out;

    @Option(
            names = "--images",
            paramLabel = "N",
            converter = SamplingOptions.Whole.class,
            description = "So many pictures, 1 to 10, with seeds that follow on; files end in -0, -1, …; else 1.")
    private Integer images;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = SamplingOptions.Seed.class,
            description = "0 to 2^63-1; image i is drawn with N + i. Without it: always the same one.")
    private Long seed;

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private SaveOptions save;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        WritableFolder.require("--out", out);
        requireInRange(images);
        Settings asked = sampling.settings(images, seed, save.kept());
        requireReadable("--prompt", prompt);
        requireReadable("--negative-prompt", asked.negativePrompt());
        // What is wrong in itself is said before a model of gigabytes is loaded.
        parameters(asked.over(SMALL).over(Settings.BUILT_IN));
        DrawnFiles files = new DrawnFiles(out, new PictureFiles(save.precision()));
        try (StopSignal signal = StopSignal.calling(() -> stop(files), StopSignal.AT_ONCE);
                WuerstchenPipeline pipeline = WuerstchenPipeline.load(device.model(), device.pipeline())) {
            say(pipeline.model().name() + " on " + pipeline.device());
            Settings defaults = ModelDefaults.of(pipeline.model());
            draw(pipeline, parameters(asked.over(defaults).over(Settings.BUILT_IN)), files);
        }
        return Exit.OK;
    }

    /** At once: a step that is under way may take long, and nothing comes of it. */
    private void stop(DrawnFiles files) {
        PrintWriter told = spec.commandLine().getOut();
        if (Terminal.ofUser().watched()) {
            say(""); // below the bar
        }
        files.breakOff(told, spec.commandLine().getErr(), () -> {
            told.flush();
            System.exit(Exit.INTERRUPTED);
        });
    }

    private static void requireInRange(Integer images) {
        if (images != null && (images < 1 || images > Parameters.MAX_IMAGES)) {
            throw new UserException("--images: " + images + " (expected: 1 to " + Parameters.MAX_IMAGES + ")");
        }
    }

    /** What Java could not decode, it has replaced. */
    private static void requireReadable(String option, String text) {
        if (text != null && text.indexOf('\uFFFD') >= 0) {
            throw new UserException(option + ": " + text + " (expected: text in UTF-8)");
        }
    }

    private Parameters parameters(Settings settings) {
        Long seed = settings.canvas().seed();
        Parameters parameters = Parameters.of(prompt, settings, seed != null ? seed : new RowSeeds("generate").of(0));
        parameters.canvas().resolution().requireAtMost(device.maxPixels());
        return parameters;
    }

    private void draw(WuerstchenPipeline pipeline, Parameters parameters, DrawnFiles files) throws IOException {
        List<PlannedImage> planned = planned(pipeline, parameters);
        long steps = StepBar.steps(parameters);
        int atOnce = (int)
                Math.max(1, PIXELS_AT_ONCE / parameters.canvas().resolution().pixels());
        int runs = (planned.size() + atOnce - 1) / atOnce;
        Duration decoding;
        try (StepBar bar = new StepBar(Terminal.ofUser(), steps * runs)) {
            StageClock clock = new StageClock(Stage.VQGAN, bar);
            for (int from = 0; from < planned.size(); from += atOnce) {
                List<PlannedImage> some = planned.subList(from, Math.min(from + atOnce, planned.size()));
                List<Picture> pictures = pipeline.generate(
                        MicroBatchKey.of(parameters).sampling(),
                        some.stream().map(PlannedImage::drawing).toList(),
                        clock);
                for (int i = 0; i < pictures.size(); i++) {
                    files.write(some.get(i), pictures.get(i));
                }
            }
            decoding = clock.taken();
        } finally {
            files.tell(spec.commandLine().getOut(), spec.commandLine().getErr());
        }
        Resolution size = parameters.canvas().resolution();
        pipeline.tiling(size.width(), size.height()).ifPresent(tiling -> say(tiling.costs(decoding)));
    }

    private static List<PlannedImage> planned(WuerstchenPipeline pipeline, Parameters parameters) {
        var origin = new GenerationJob.Origin(new JobId("generate", 0), "0", Map.of());
        var job = new GenerationJob(origin, ModelDefaults.reference(pipeline.model()), parameters);
        return IntStream.range(0, parameters.canvas().n())
                .mapToObj(index -> new PlannedImage(job, index))
                .toList();
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
