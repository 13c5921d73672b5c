package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.SchedulePhrase;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that stand for fields of a job, by the same names; what is not given stays open. */
final class SamplingOptions {
    @Option(
            names = "--negative-prompt",
            paramLabel = "TEXT",
            preprocessor = AttachedText.class,
            description = "What the picture shall not show.")
    private String negativePrompt;

    @Option(
            names = "--width",
            paramLabel = "PX",
            converter = Whole.class,
            description = "A multiple of 128; else 1024.")
    private Integer width;

    @Option(
            names = "--height",
            paramLabel = "PX",
            converter = Whole.class,
            description = "A multiple of 128; else 1024.")
    private Integer height;

    @ArgGroup
    private Prior prior = new Prior();

    @ArgGroup
    private Decoder decoder = new Decoder();

    @Option(
            names = "--prior-guidance",
            paramLabel = "SCALE",
            converter = Scale.class,
            description = "Classifier-free guidance of Stage C, off at 1 and below; else 4.")
    private Double priorGuidance;

    @Option(
            names = "--decoder-guidance",
            paramLabel = "SCALE",
            converter = Scale.class,
            description = "Classifier-free guidance of Stage B, off at 1 and below; else 0.")
    private Double decoderGuidance;

    @Option(names = "--output-format", paramLabel = "FORMAT", description = "png, jpeg or webp; else png.")
    private String format;

    Settings settings(Integer images, Long seed, Set<Save> kept) {
        return new Settings(
                negativePrompt,
                new Settings.Canvas(width, height, images, seed),
                new Settings.Stage(prior.schedule("prior"), priorGuidance),
                new Settings.Stage(decoder.schedule("decoder"), decoderGuidance),
                new Settings.Output(format == null ? null : OutputFormat.parse(format), kept));
    }

    private static Schedule schedule(String stage, Integer steps, String timesteps) {
        if (steps != null) {
            return SchedulePhrase.named(stage + "_steps", () -> new Schedule.Steps(steps));
        }
        return timesteps == null
                ? null
                : SchedulePhrase.named(stage + "_timesteps", () -> SchedulePhrase.parse(timesteps));
    }

    /** Steps or a list of them, not both. */
    static final class Prior {
        @Option(
                names = "--prior-steps",
                paramLabel = "N",
                converter = Whole.class,
                description = "Steps of Stage C; else 60.")
        private Integer steps;

        @Option(
                names = "--prior-timesteps",
                paramLabel = "LIST",
                description = "Instead: 1.0,0.8,…,0 or \"default\", diffusers' 29 steps.")
        private String timesteps;

        Schedule schedule(String stage) {
            return SamplingOptions.schedule(stage, steps, timesteps);
        }
    }

    /** Steps or a list of them, not both. */
    static final class Decoder {
        @Option(
                names = "--decoder-steps",
                paramLabel = "N",
                converter = Whole.class,
                description = "Steps of Stage B; else 12.")
        private Integer steps;

        @Option(names = "--decoder-timesteps", paramLabel = "LIST", description = "Instead: 1.0,0.5,…,0.")
        private String timesteps;

        Schedule schedule(String stage) {
            return SamplingOptions.schedule(stage, steps, timesteps);
        }
    }

    static final class Whole implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return parse(value, "a whole number", Integer::valueOf);
        }
    }

    /** Room for the smallest picture at least. */
    static final class Pixels implements ITypeConverter<Integer> {
        private static final int MIN = Resolution.GRID * Resolution.GRID;

        @Override
        public Integer convert(String value) {
            int pixels = new Whole().convert(value);
            if (pixels < MIN) {
                throw new TypeConversionException("'" + value + "' (expected: " + MIN + " or more)");
            }
            return pixels;
        }
    }

    static final class Seed implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return parse(value, "a whole number from 0 to " + Long.MAX_VALUE, Seed::natural);
        }

        private static Long natural(String value) {
            long seed = Long.parseLong(value);
            if (seed < 0) {
                throw new NumberFormatException("negative");
            }
            return seed;
        }
    }

    static final class Scale implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return parse(value, "a number", Double::valueOf);
        }
    }

    private static <T> T parse(String value, String expected, Function<String, T> as) {
        try {
            return as.apply(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' (expected: " + expected + ")");
        }
    }
}
