package io.wuerstchen.fleet.worker.device;

import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.nio.file.Path;
import java.util.List;

/** The model itself, on whatever libtorch runs on. */
public final class PipelineDevice implements Device {
    private final WuerstchenPipeline pipeline;

    private PipelineDevice(WuerstchenPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Loads as {@link WuerstchenPipeline#load} does. */
    public static PipelineDevice load(Path modelDirectory, PipelineOptions options) {
        return new PipelineDevice(WuerstchenPipeline.load(modelDirectory, options));
    }

    @Override
    public List<Picture> draw(Sampling sampling, List<Drawing> drawings, StepListener listener) {
        return pipeline.generate(sampling, drawings, listener);
    }

    @Override
    public ModelInfo model() {
        return pipeline.model();
    }

    @Override
    public String description() {
        return pipeline.device();
    }

    @Override
    public void checkSize(int width, int height) {
        pipeline.checkSize(width, height);
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
