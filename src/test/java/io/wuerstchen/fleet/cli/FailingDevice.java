package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.device.Device;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.util.List;

/** Fails while there is a certain prompt among those that it shall draw, until it is mended. */
final class FailingDevice implements Device {
    private final Device device;
    private final String prompt;
    private volatile boolean mended;

    FailingDevice(Device device, String prompt) {
        this.device = device;
        this.prompt = prompt;
    }

    void mend() {
        mended = true;
    }

    @Override
    public List<Picture> draw(Sampling sampling, List<Drawing> drawings, StepListener listener) {
        if (!mended && drawings.stream().anyMatch(drawing -> drawing.prompt().equals(prompt))) {
            throw new IllegalStateException("can't draw " + prompt);
        }
        return device.draw(sampling, drawings, listener);
    }

    @Override
    public ModelInfo model() {
        return device.model();
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public void checkSize(int width, int height) {
        device.checkSize(width, height);
    }

    @Override
    public void close() {
        device.close();
    }
}
