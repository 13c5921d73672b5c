package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.wuerstchen.DecoderLevel.Condition;
import io.wuerstchen.fleet.worker.wuerstchen.DenoisingLoop.Noise;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.nio.file.Path;
import java.util.List;

/** Stages B and A: from image embeddings to latents to pixels. Reference: diffusers, WuerstchenDecoderPipeline. */
final class DecoderStage {
    /** Stage A needs gigabytes a megapixel, so pictures are decoded one by one, unless they are small. */
    private static final int PIXELS_AT_ONCE = 1 << 19;

    private final NDManager manager;
    private final TextTower text;
    private final DecoderConfig config;
    private final Decoder decoder;
    private final WuerstchenScheduler scheduler;
    private final VqganConfig vqganConfig;
    private final Vqgan vqgan;
    private final double latentScale;

    /**
     * @param folder the published wuerstchen
     * @param embeddings channels that Stage C makes
     */
    DecoderStage(Loader loader, Path folder, int embeddings) {
        JsonConfig index =
                JsonConfig.read(folder.resolve("model_index.json")).expect("_class_name", "WuerstchenDecoderPipeline");
        JsonConfig json = JsonConfig.read(folder.resolve("decoder/config.json"));
        manager = loader.manager();
        config = DecoderConfig.read(json);
        vqganConfig = VqganConfig.read(JsonConfig.read(folder.resolve("vqgan/config.json")));
        latentScale = index.positive("latent_dim_scale", 10.67);
        scheduler = new WuerstchenScheduler(
                manager, SchedulerConfig.read(JsonConfig.read(folder.resolve("scheduler/scheduler_config.json"))));
        text = new TextTower(loader, folder);
        checkFit(json, embeddings);
        decoder = new Decoder(loader.weights(folder.resolve("decoder").resolve(ModelDirectory.WEIGHTS)), config);
        vqgan = new Vqgan(loader.weights(folder.resolve("vqgan").resolve(ModelDirectory.WEIGHTS)), vqganConfig);
    }

    TextTower text() {
        return text;
    }

    double latentScale() {
        return latentScale;
    }

    int sideDivisor() {
        return config.sideDivisor();
    }

    /** Latents, [B, L, height, width], from image embeddings [B, E, h, w]. */
    NDArray sample(MicroBatch batch, NDArray embeddings, int height, int width) {
        boolean guided = batch.guidesDecoder();
        return Scoped.of(() -> {
            // Without its prompt a picture has no embeddings either.
            NDArray rows = guided ? embeddings.concat(embeddings.zerosLike(), 0) : embeddings;
            List<Condition> read = decoder.read(rows, text.encode(batch.texts(guided)), height, width);
            DenoisingLoop loop = new DenoisingLoop(
                    scheduler, batch.sampling().decoderTimesteps(), batch.scales(guided, Drawing::decoderGuidance));
            return loop.run(
                    new Noise(manager, batch.generators(), new Shape(1, config.latent(), height, width)),
                    (x, timestep) -> decoder.forward(x, read, timestep),
                    (done, total) -> batch.report(Stage.DECODER, done, total));
        });
    }

    /** Pixels around 0..1, [B, H, W, 3], of latents [B, L, h, w]. */
    NDArray decode(NDArray latents) {
        long side = vqganConfig.scaleFactor();
        long pixels = latents.getShape().get(2) * latents.getShape().get(3) * side * side;
        long atOnce = Math.max(1, PIXELS_AT_ONCE / pixels);
        return Scoped.of(() -> {
            NDList decoded = new NDList();
            long batch = latents.getShape().get(0);
            for (long first = 0; first < batch; first += atOnce) {
                NDArray some = latents.get(first + ":" + Math.min(first + atOnce, batch));
                decoded.add(vqgan.decode(some.mul(vqganConfig.scale())));
            }
            return NDArrays.concat(decoded, 0); // [B, H, W, 3]
        });
    }

    private void checkFit(JsonConfig json, int embeddings) {
        if (config.embedding() != embeddings) {
            throw json.bad("effnet_embd", config.embedding(), "the prior's c_in " + embeddings);
        }
        if (config.text() != text.width()) {
            throw json.bad("clip_embd", config.text(), "the text encoder's hidden_size " + text.width());
        }
        if (config.latent() != vqganConfig.latent()) {
            throw json.bad("c_in", config.latent(), "the vqgan's latent_channels " + vqganConfig.latent());
        }
    }
}
