package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;

/** Counts a stage's steps over all parts of a micro-batch, each once, be it that a part has to be done again. */
final class StageProgress {
    private final MicroBatch batch;
    private final Stage stage;
    private final int steps;
    private int told;

    /** Says that the stage begins. */
    StageProgress(MicroBatch batch, Stage stage, int steps) {
        this.batch = batch;
        this.stage = stage;
        this.steps = steps;
        batch.listener().onStart(stage);
    }

    /** Pictures before from have all steps behind them, those before to so many. */
    void at(int from, int to, int done) {
        batch.progress();
        long pictureSteps = (long) from * steps + (long) (to - from) * done;
        while (told < pictureSteps / batch.size()) {
            told++;
            batch.report(stage, told, steps);
        }
    }
}
