package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;

/**
 * What a stage takes of a device's memory, in bytes.
 *
 * @param fixed for the process, for weights and for reading prompts, however many pictures there are
 * @param picture for each picture, if it runs all of them at once
 */
public record StageMemory(Stage stage, long fixed, long picture) {
    public long of(int pictures) {
        return fixed + pictures * picture;
    }
}
