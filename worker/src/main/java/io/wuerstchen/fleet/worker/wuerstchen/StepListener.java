package io.wuerstchen.fleet.worker.wuerstchen;

/** Hears of each stage that begins and of each step as it is done, on the thread that draws; what it throws ends the drawing. */
@FunctionalInterface
public interface StepListener {
    StepListener NONE = (stage, done, total) -> {};

    /** The parts of a run, in their order. */
    enum Stage {
        PRIOR,
        DECODER,
        VQGAN
    }

    /** Called before a stage's networks are loaded. */
    default void onStart(Stage stage) {}

    /**
     * Called after each step.
     *
     * @param done steps of this stage, from 1 to total
     */
    void onStep(Stage stage, int done, int total);
}
