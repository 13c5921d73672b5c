package io.wuerstchen.fleet.dispatcher.testing;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Jobs and results of the batch {@code demo} of the model {@code emoji}. */
public final class Samples {
    public static final String BATCH = "demo";
    public static final ModelRef MODEL = new ModelRef("emoji", "0123abcd");

    private Samples() {}

    public static Settings canvas(Integer width, Integer height, Integer n) {
        return new Settings(
                null,
                new Settings.Canvas(width, height, n, null),
                Settings.Stage.NONE,
                Settings.Stage.NONE,
                new Settings.Output(null, null));
    }

    public static GenerationJob job(long row, Settings settings) {
        return new GenerationJob(origin(row), MODEL, Parameters.of("a red apple", settings.over(Settings.BUILT_IN), 1));
    }

    public static JobResult committed(long row, String worker, MicroBatchRef... microBatches) {
        List<StoredImage> images = IntStream.range(0, microBatches.length)
                .mapToObj(i -> new StoredImage(i, 1 + i, List.of(), microBatches[i], List.of()))
                .toList();
        Parameters parameters = job(row, Settings.NONE).parameters();
        return new JobResult(origin(row), MODEL, worker, new JobResult.Committed(parameters, images, 1.5));
    }

    /** {@code committed}, of a job that was published in {@code generation}. */
    public static JobResult asOf(int generation, JobResult committed) {
        JobResult.Committed outcome = (JobResult.Committed) committed.outcome();
        return new JobResult(
                committed.origin(),
                committed.model(),
                committed.worker(),
                new JobResult.Committed(outcome.parameters(), outcome.images(), outcome.seconds(), generation));
    }

    public static JobResult dead(long row, String worker) {
        return new JobResult(
                origin(row), MODEL, worker, new JobResult.Dead(FailureKind.BAD_IMAGE, "NaN in the latents"));
    }

    public static JobResult dead(long row, String worker, FailureKind kind, int generation) {
        return new JobResult(origin(row), MODEL, worker, new JobResult.Dead(kind, "for a reason", 1, generation));
    }

    public static JobResult cancelled(long row) {
        return new JobResult(origin(row), MODEL, "w1", new JobResult.Cancelled());
    }

    public static Heartbeat heartbeat(String worker, ModelRef model) {
        return heartbeat(worker, model, null);
    }

    public static Heartbeat heartbeat(String worker, ModelRef model, String process) {
        return new Heartbeat(
                worker,
                model,
                canvas(256, 128, 1),
                new Heartbeat.Host("cpu", null, null, process),
                new Heartbeat.Load(2, 16, 0, false));
    }

    private static GenerationJob.Origin origin(long row) {
        return new GenerationJob.Origin(new JobId(BATCH, row), "id-" + row, Map.of());
    }
}
