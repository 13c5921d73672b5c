package io.wuerstchen.fleet.common.job;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Everything a picture depends on, besides the weights; nothing in it is open any more. */
public record Parameters(Text text, Canvas canvas, Stage prior, Stage decoder, Output output) {
    public static final int MAX_IMAGES = 10;

    /** Closes {@code settings}, which must leave nothing open but the seed. */
    public static Parameters of(String prompt, Settings settings, long seed) {
        Settings.Canvas canvas = settings.canvas();
        return new Parameters(
                new Text(prompt, settings.negativePrompt()),
                new Canvas(new Resolution(canvas.width(), canvas.height()), canvas.n(), seed),
                Stage.of("prior", settings.prior()),
                Stage.of("decoder", settings.decoder()),
                new Output(settings.output().format(), settings.output().save()));
    }

    /** The same values in the form they came in. */
    public Settings settings() {
        Resolution resolution = canvas.resolution();
        return new Settings(
                text.negativePrompt(),
                new Settings.Canvas(resolution.width(), resolution.height(), canvas.n(), canvas.seed()),
                new Settings.Stage(prior.schedule(), prior.guidance()),
                new Settings.Stage(decoder.schedule(), decoder.guidance()),
                new Settings.Output(output.format(), output.save()));
    }

    /** Prompt and negative prompt; both may be empty. */
    public record Text(String prompt, String negativePrompt) {
        public Text {
            requireWhole("prompt", prompt);
            requireWhole("negative_prompt", negativePrompt);
        }

        /** JSON can say half a character, but neither a tokenizer nor a file can. */
        private static void requireWhole(String field, String text) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw InvalidJobException.of(field, text, "Unicode text without half a surrogate pair");
            }
        }
    }

    /** {@code n} pictures; picture i is drawn with {@code seed + i}, of which the low 32 bits count. */
    public record Canvas(Resolution resolution, int n, long seed) {
        public Canvas {
            if (n < 1 || n > MAX_IMAGES) {
                throw InvalidJobException.of("n", n, "1 to " + MAX_IMAGES);
            }
            if (seed < 0) {
                throw InvalidJobException.of("seed", seed, "a whole number from 0 to " + Long.MAX_VALUE);
            }
        }

        /** The seed of picture {@code index}; past the largest one it goes on at 0, as the low 32 bits do. */
        public long seedOf(int index) {
            return (seed + index) & Long.MAX_VALUE;
        }
    }

    /** Schedule and guidance scale of one stage; guidance is at work above 1 only. */
    public record Stage(Schedule schedule, double guidance) {
        static Stage of(String name, Settings.Stage settings) {
            double guidance = settings.guidance();
            if (!(guidance >= 0 && guidance <= 1000)) {
                throw InvalidJobException.of(name + "_guidance", guidance, "0 to 1000; above 1 it is at work");
            }
            return new Stage(settings.schedule(), guidance);
        }

        public boolean guided() {
            return guidance > 1;
        }
    }

    /** Format of the picture, and what is kept beside it. */
    public record Output(OutputFormat format, Set<Save> save) {
        public Output {
            save = Set.copyOf(save);
        }
    }
}
