package io.wuerstchen.fleet.common.job;

import java.util.Set;
import java.util.function.Supplier;

/**
 * Everything of a job that may be left open; {@code null} means open. The same record serves a row of a prompts file, the
 * options of a submit, a model's {@code fleet.json} and the built-in defaults: each fills what those before it left open.
 */
public record Settings(String negativePrompt, Canvas canvas, Stage prior, Stage decoder, Output output) {
    public static final Settings NONE = new Settings(null, Canvas.NONE, Stage.NONE, Stage.NONE, new Output(null, null));

    /** What holds where nobody says anything: the released model's card. */
    public static final Settings BUILT_IN = new Settings(
            "",
            new Canvas(1024, 1024, 1, null),
            new Stage(new Schedule.Steps(60), 4.0),
            new Stage(new Schedule.Steps(12), 0.0),
            new Output(OutputFormat.PNG, Set.of(Save.EMBEDDINGS)));

    /** These settings, and {@code defaults} where they are open. */
    public Settings over(Settings defaults) {
        return new Settings(
                first(negativePrompt, () -> defaults.negativePrompt),
                canvas.over(defaults.canvas),
                prior.over(defaults.prior),
                decoder.over(defaults.decoder),
                output.over(defaults.output));
    }

    private static <T> T first(T value, Supplier<T> otherwise) {
        return value != null ? value : otherwise.get();
    }

    /** Pixels, pictures and seed. */
    public record Canvas(Integer width, Integer height, Integer n, Long seed) {
        public static final Canvas NONE = new Canvas(null, null, null, null);

        Canvas over(Canvas defaults) {
            return new Canvas(
                    first(width, defaults::width),
                    first(height, defaults::height),
                    first(n, defaults::n),
                    first(seed, defaults::seed));
        }
    }

    /** Schedule and guidance of Stage C or Stage B. */
    public record Stage(Schedule schedule, Double guidance) {
        public static final Stage NONE = new Stage(null, null);

        Stage over(Stage defaults) {
            return new Stage(first(schedule, defaults::schedule), first(guidance, defaults::guidance));
        }
    }

    /** What is stored. */
    public record Output(OutputFormat format, Set<Save> save) {
        public Output {
            save = save == null ? null : Set.copyOf(save);
        }

        Output over(Output defaults) {
            return new Output(first(format, defaults::format), first(save, defaults::save));
        }
    }
}
