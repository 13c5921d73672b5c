package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.wuerstchen.DenoisingLoop.Noise;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.nn.KeysAndValues;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.nio.file.Path;
import java.util.List;

/** Stage C with its text tower and schedule: from prompts to image embeddings. Reference: diffusers, WuerstchenPriorPipeline. */
final class PriorStage {
    private final NDManager manager;
    private final TextTower text;
    private final PriorConfig config;
    private final Prior prior;
    private final WuerstchenScheduler scheduler;
    private final float mean;
    private final float standardDeviation;
    private final double resolutionMultiple;

    /** @param folder the published wuerstchen-prior */
    PriorStage(Loader loader, Path folder) {
        JsonConfig index =
                JsonConfig.read(folder.resolve("model_index.json")).expect("_class_name", "WuerstchenPriorPipeline");
        JsonConfig json = JsonConfig.read(folder.resolve("prior/config.json"));
        manager = loader.manager();
        config = PriorConfig.read(json);
        mean = (float) index.number("latent_mean", 42);
        standardDeviation = (float) index.number("latent_std", 1);
        resolutionMultiple = index.positive("resolution_multiple", 42.67);
        scheduler = new WuerstchenScheduler(
                manager, SchedulerConfig.read(JsonConfig.read(folder.resolve("scheduler/scheduler_config.json"))));
        text = new TextTower(loader, folder);
        if (config.text() != text.width()) {
            throw json.bad("c_cond", config.text(), "the text encoder's hidden_size " + text.width());
        }
        prior = new Prior(loader.weights(folder.resolve("prior").resolve(ModelDirectory.WEIGHTS)), config);
    }

    TextTower text() {
        return text;
    }

    /** Channels of the image embeddings. */
    int channels() {
        return config.embedding();
    }

    double resolutionMultiple() {
        return resolutionMultiple;
    }

    /** Image embeddings, [B, E, height, width]. */
    NDArray sample(MicroBatch batch, int height, int width) {
        boolean guided = batch.guidesPrior();
        return Scoped.of(() -> {
            List<KeysAndValues> read = prior.read(text.encode(batch.texts(guided)));
            DenoisingLoop loop = new DenoisingLoop(
                    scheduler, batch.sampling().priorTimesteps(), batch.scales(guided, Drawing::priorGuidance));
            NDArray latents = loop.run(
                    new Noise(manager, batch.generators(), new Shape(1, channels(), height, width)),
                    (rows, timestep) -> prior.forward(rows, read, timestep),
                    (done, total) -> batch.report(Stage.PRIOR, done, total));
            // The published names mislead: the mean is a factor.
            return latents.mul(mean).sub(standardDeviation);
        });
    }
}
