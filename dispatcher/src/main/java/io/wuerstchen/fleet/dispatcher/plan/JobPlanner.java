package io.wuerstchen.fleet.dispatcher.plan;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;

/** Resolves rows. The same row always makes the same job. */
public final class JobPlanner {
    private final String batch;
    private final Target target;
    private final long maxPixels;
    private final RowSeeds seeds;

    /**
     * @param target what jobs are made for
     * @param maxPixels the largest picture that is let through
     * @param seedBase what seeds are derived from where a row gives none
     */
    public JobPlanner(String batch, Target target, long maxPixels, String seedBase) {
        this.batch = batch;
        this.target = target;
        this.maxPixels = maxPixels;
        this.seeds = new RowSeeds(seedBase);
    }

    /** Throws {@link InvalidJobException} where what the row asks for can't be had. */
    public GenerationJob plan(PromptRow row) {
        Prompt prompt = row.prompt();
        long number = row.place().row();
        // Only the row's own: a seed for all rows would draw all of them from the same noise.
        Long seed = prompt.settings().canvas().seed();
        Parameters parameters = Parameters.of(
                prompt.text(), prompt.settings().over(target.defaults()), seed != null ? seed : seeds.of(number));
        parameters.canvas().resolution().requireAtMost(maxPixels);
        JobId id = new JobId(batch, number);
        return new GenerationJob(new GenerationJob.Origin(id, row.id(), prompt.metadata()), target.model(), parameters);
    }

    /**
     * Which model, and what holds where a row says nothing.
     *
     * @param defaults nothing open but the seed
     */
    public record Target(ModelRef model, Settings defaults) {
        /** Options of the submit over the model's own defaults over those built in. */
        public static Target of(ModelRef model, Settings options, Settings modelDefaults) {
            return new Target(model, options.over(modelDefaults).over(Settings.BUILT_IN));
        }
    }
}
