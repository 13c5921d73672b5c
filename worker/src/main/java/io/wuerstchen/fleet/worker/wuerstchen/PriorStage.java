package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.wuerstchen.DenoisingLoop.Noise;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryPlan.Need;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.SubBatches.Kind;
import io.wuerstchen.fleet.worker.wuerstchen.nn.KeysAndValues;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.nio.file.Path;
import java.util.List;

/** Stage C with its text tower and schedule: from prompts to image embeddings. Reference: diffusers, WuerstchenPriorPipeline. */
final class PriorStage {
    private final NDManager manager;
    private final TextTower text;
    private final PriorConfig config;
    private final Network<Prior> prior;
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
        prior = loader.network(
                folder.resolve("prior").resolve(ModelDirectory.WEIGHTS), weights -> new Prior(weights, config));
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

    /** What a picture needs, the size of whose image embeddings is given. */
    Need need(int width, int height, Kind kind) {
        long row = Footprint.prior(config, text.length(), (long) height * width);
        return new Need(
                kind,
                Math.max(text.bytes(), prior.bytes()),
                text.working(),
                kind.guided() ? 2 * row : row,
                Footprint.kept(config, text.length(), (long) height * width));
    }

    /** Image embeddings, [B, E, height, width]. */
    NDArray sample(MicroBatch batch, SubBatches subBatches, int height, int width) {
        boolean guided = batch.guidesPrior();
        Need need = need(width, height, Kind.of(Stage.PRIOR, batch.sampling(), guided));
        StageProgress progress =
                new StageProgress(batch, Stage.PRIOR, batch.sampling().priorSteps());
        return Scoped.of(() -> {
            NDArray states = text.encode(batch.texts(guided));
            batch.progress();
            NDArray latents = prior.use(network -> subBatches.run(need, batch.generators(), (from, to) -> {
                batch.progress();
                MicroBatch part = batch.part(from, to);
                List<KeysAndValues> read = network.read(batch.rows(states, from, to));
                return loop(part)
                        .run(
                                new Noise(manager, part.generators(), new Shape(1, channels(), height, width)),
                                (rows, timestep) -> network.forward(rows, read, timestep),
                                done -> progress.at(from, to, done));
            }));
            // The published names mislead: the mean is a factor.
            return latents.mul(mean).sub(standardDeviation);
        });
    }

    private DenoisingLoop loop(MicroBatch part) {
        return new DenoisingLoop(
                scheduler, part.sampling().priorTimesteps(), part.scales(part.guidesPrior(), Drawing::priorGuidance));
    }
}
