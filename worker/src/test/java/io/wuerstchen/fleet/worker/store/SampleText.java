package io.wuerstchen.fleet.worker.store;

import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import java.util.List;

/** Texts with everything in them that a file format may stumble over. */
final class SampleText {
    static final ModelRef MODEL = new ModelRef("wuerstchen-emoji", "0123456789abcdef".repeat(4));
    static final String HARD_PROMPT = "a \"red\" äpple 🍎,\non a blue background: 100 %";

    private SampleText() {}

    static GenerationText of(String prompt) {
        return GenerationText.of(parameters(prompt, "", new Settings.Stage(new Schedule.Steps(20), 4.0)), MODEL, 0);
    }

    /** 128 x 256, two pictures from seed 7, ten decoder steps without guidance. */
    static Parameters parameters(String prompt, String negativePrompt, Settings.Stage prior) {
        Settings settings = new Settings(
                negativePrompt,
                new Settings.Canvas(128, 256, 2, null),
                prior,
                new Settings.Stage(new Schedule.Steps(10), 1.25),
                Settings.BUILT_IN.output());
        return Parameters.of(prompt, settings, 7);
    }

    static Schedule timesteps(Double... values) {
        return new Schedule.Timesteps(List.of(values));
    }
}
