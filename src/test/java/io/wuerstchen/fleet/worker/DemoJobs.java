package io.wuerstchen.fleet.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.worker.device.PipelineDevice;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Jobs for the demo model, and workers that run it on the CPU. */
record DemoJobs(ModelRef model) {
    private static final PipelineOptions CPU = PipelineOptions.defaults().withDevice("cpu");

    static DemoJobs load() {
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(Goldens.model("emoji"), CPU)) {
            return new DemoJobs(ModelDefaults.reference(pipeline.model()));
        }
    }

    Worker startWorker(Infra infra, int lanes, int microBatch) {
        return Worker.start(new WorkerOptions(
                () -> PipelineDevice.load(Goldens.model("emoji"), CPU),
                new WorkerOptions.Work(lanes, microBatch, Duration.ofSeconds(20)),
                new WorkerOptions.Addresses(infra.kafka(), infra.store()),
                new WorkerOptions.Presence(Optional.empty(), "127.0.0.1", 0, "test")));
    }

    /** A small picture in few steps. */
    GenerationJob job(String batch, long row, String prompt) {
        return read(json(batch, row, prompt));
    }

    List<GenerationJob> jobs(String batch, int count) {
        return IntStream.range(0, count)
                .mapToObj(row -> job(batch, row, "a cat on yellow"))
                .toList();
    }

    /** To be changed, and {@link #read}. */
    ObjectNode json(String batch, long row, String prompt) {
        return Json.object()
                .put("batch", batch)
                .put("row", row)
                .put("id", "id-" + row)
                .put("model", model.name())
                .put("weights", model.digest())
                .put("prompt", prompt)
                .put("seed", row)
                .put("width", 128)
                .put("height", 128)
                .put("prior_steps", 4)
                .put("decoder_steps", 3);
    }

    GenerationJob read(ObjectNode json) {
        return JobJson.read(json, Settings.NONE);
    }
}
