package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** A bar over the steps of all three stages. */
final class StepBar implements StepListener, AutoCloseable {
    private final ProgressBar bar;

    StepBar(Terminal terminal, long steps) {
        bar = terminal.bar("drawing", "steps", steps);
    }

    /** Steps of one denoising loop: Stage C, Stage B, and one for Stage A. */
    static long steps(Parameters parameters) {
        return parameters.prior().schedule().steps()
                + parameters.decoder().schedule().steps()
                + 1L;
    }

    @Override
    public void onStart(Stage stage) {
        bar.setExtraMessage(" " + stage.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void onStep(Stage stage, int done, int total) {
        bar.step();
    }

    @Override
    public void close() {
        bar.close();
    }
}
