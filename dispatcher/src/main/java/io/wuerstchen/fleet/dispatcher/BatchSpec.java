package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;

/**
 * What a user submits.
 *
 * @param name of the batch; letters, digits, dot, dash and underscore
 * @param prompts read once
 * @param model the model folder's name, as the workers announce it
 */
public record BatchSpec(String name, PromptSource prompts, String model, Options options) {
    /** 2048 x 2048 and everything of that area. */
    public static final long DEFAULT_MAX_PIXELS = 4L * 1024 * 1024;

    public BatchSpec {
        requireName(name);
    }

    Submission submission() {
        return new Submission(name, model, options);
    }

    private static void requireName(String name) {
        new JobId(name, 0);
    }

    /**
     * What holds for every row that doesn't say otherwise.
     *
     * @param settings a seed in them is not heeded: one seed for all rows would draw all of them from the same noise
     * @param maxPixels the largest picture that is let through
     * @param seedBase what the seeds of rows without one are derived from; {@code null}: the batch's name
     */
    public record Options(Settings settings, long maxPixels, String seedBase) {
        public static final Options NONE = new Options(Settings.NONE, DEFAULT_MAX_PIXELS, null);
    }
}
