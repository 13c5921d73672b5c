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

    /**
     * Called whenever a call to the device has come back: after a network is loaded, a prompt is read, each step of each part
     * of a micro-batch, each layer of each tile. However large pictures and micro-batches are, silence is no longer than that.
     */
    default void onProgress() {}
}
