package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;

/**
 * What a stage takes of a device's memory, in bytes.
 *
 * @param fixed for the process and for weights, however many pictures there are
 * @param picture for each picture that it runs at once
 */
public record StageMemory(Stage stage, long fixed, long picture) {
    public long of(int pictures) {
        return fixed + pictures * picture;
    }
}
