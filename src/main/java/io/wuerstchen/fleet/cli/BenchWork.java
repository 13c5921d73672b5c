package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.worker.ModelDefaults;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a model draws while it is measured, and how often. */
final class BenchWork {
    private static final int MOST_ROUNDS = 100;
    private static final int MOST_AT_ONCE = 64;

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "a red apple on a blue background",
            preprocessor = AttachedText.class,
            description = "What is drawn; \"${DEFAULT-VALUE}\" by default.")
    private String prompt;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            converter = SamplingOptions.Whole.class,
            description = "After one to warm up, 1 to 100; ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Mixin
    private SamplingOptions sampling;

    int rounds() {
        BenchOutput.require("--rounds", rounds, 1, MOST_ROUNDS);
        return rounds;
    }

    /** Of the options, then of the model's own defaults. */
    Parameters parameters(WuerstchenPipeline pipeline) {
        Settings settings = sampling.settings(null, null, Set.of())
                .over(ModelDefaults.of(pipeline.model()))
                .over(Settings.BUILT_IN);
        return Parameters.of(prompt, settings, 1);
    }

    /** @throws UserException if one is no number of pictures */
    static List<Integer> sizes(String option, String list) {
        return Stream.of(list.split(",", -1))
                .map(size -> size(option, list, size.strip()))
                .toList();
    }

    private static int size(String option, String list, String size) {
        if (!size.matches("\\d{1,2}") || Integer.parseInt(size) < 1 || Integer.parseInt(size) > MOST_AT_ONCE) {
            throw new UserException(option + ": " + list + " (expected: numbers from 1 to " + MOST_AT_ONCE
                    + " with commas between them)");
        }
        return Integer.parseInt(size);
    }
}
