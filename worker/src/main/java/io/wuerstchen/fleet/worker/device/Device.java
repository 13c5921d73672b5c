package io.wuerstchen.fleet.worker.device;

import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;

/** What draws, and what a worker must know of it. Drawn on by one thread at a time. */
public interface Device extends ImageGenerator.Model, AutoCloseable {
    ModelInfo model();

    /** What was chosen to compute on, and why; for people. */
    String description();

    /**
     * Refuses a size that nobody who has this model can draw, before anything is drawn.
     *
     * @throws IllegalArgumentException if it can't be drawn; the message names the nearest that can
     */
    void checkSize(int width, int height);

    @Override
    void close();
}
