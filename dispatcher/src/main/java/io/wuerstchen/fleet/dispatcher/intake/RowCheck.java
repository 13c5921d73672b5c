package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Settings;

/** Whether what a row asks for can be had, as far as that can be known before a worker says what its model's defaults are. */
public final class RowCheck {
    /** A side that is left open counts as the smallest: the model's default may be as small. */
    private static final Settings SMALLEST = new Settings(
            null,
            new Settings.Canvas(Resolution.GRID, Resolution.GRID, null, 0L),
            Settings.Stage.NONE,
            Settings.Stage.NONE,
            new Settings.Output(null, null));

    private final Settings defaults;
    private final long maxPixels;

    /** Throws {@link InvalidJobException} where the options themselves can't be had. */
    public RowCheck(Settings options, long maxPixels) {
        this.defaults = options.over(SMALLEST).over(Settings.BUILT_IN);
        this.maxPixels = maxPixels;
        require("", Settings.NONE);
    }

    /** Throws {@link InvalidJobException}. */
    void require(Prompt prompt) {
        require(prompt.text(), prompt.settings());
    }

    private void require(String text, Settings settings) {
        Settings closed = settings.over(defaults);
        Parameters parameters = Parameters.of(text, closed, closed.canvas().seed());
        parameters.canvas().resolution().requireAtMost(maxPixels);
    }
}
