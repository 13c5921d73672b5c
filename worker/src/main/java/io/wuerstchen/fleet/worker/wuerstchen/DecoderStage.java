package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.wuerstchen.DecoderLevel.Condition;
import io.wuerstchen.fleet.worker.wuerstchen.DenoisingLoop.Noise;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryPlan.Need;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.SubBatches.Kind;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Stages B and A: from image embeddings to latents to pixels. Reference: diffusers, WuerstchenDecoderPipeline. */
final class DecoderStage {
    /** What Stage A may take for a picture; larger ones are decoded in tiles, which do an eighth more at 1024 x 1024. */
    static final long TILE_BYTES = 200_000_000;

    private final NDManager manager;
    private final TextTower text;
    private final DecoderConfig config;
    private final Network<Decoder> decoder;
    private final WuerstchenScheduler scheduler;
    private final VqganConfig vqganConfig;
    private final Network<Vqgan> vqgan;
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
        decoder = loader.network(
                folder.resolve("decoder").resolve(ModelDirectory.WEIGHTS), weights -> new Decoder(weights, config));
        vqgan = loader.network(
                folder.resolve("vqgan").resolve(ModelDirectory.WEIGHTS), weights -> new Vqgan(weights, vqganConfig));
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

    /** What a picture needs in Stage B, the size of whose latents is given. */
    Need need(int width, int height, Kind kind) {
        long row = Footprint.decoder(config, text.length(), (long) height * width);
        return new Need(
                kind,
                Math.max(text.bytes(), decoder.bytes()),
                text.working(),
                kind.guided() ? 2 * row : row,
                Footprint.kept(config, text.length(), (long) height * width));
    }

    /** What a picture needs in Stage A, the size of whose latents is given. */
    Need needToDecode(int width, int height, Kind kind) {
        long pixels = (long) height * width;
        return new Need(
                kind,
                vqgan.bytes(),
                0,
                Footprint.vqgan(vqganConfig, pixels, TILE_BYTES),
                Footprint.kept(config, text.length(), pixels));
    }

    /** How Stage A cuts a picture, the size of whose latents is given. */
    Optional<Tiling> tiling(int width, int height) {
        return Vqgan.shape(vqganConfig).tiling(Window.whole(height, width), TILE_BYTES);
    }

    /** Latents, [B, L, height, width], from image embeddings [B, E, h, w]. */
    NDArray sample(MicroBatch batch, NDArray embeddings, SubBatches subBatches, int height, int width) {
        boolean guided = batch.guidesDecoder();
        Need need = need(width, height, Kind.of(Stage.DECODER, batch.sampling(), guided));
        StageProgress progress =
                new StageProgress(batch, Stage.DECODER, batch.sampling().decoderSteps());
        return Scoped.of(() -> {
            // Without its prompt a picture has no embeddings either.
            NDArray rows = guided ? embeddings.concat(embeddings.zerosLike(), 0) : embeddings;
            NDArray states = text.encode(batch.texts(guided));
            batch.progress();
            return decoder.use(network -> subBatches.run(need, batch.generators(), (from, to) -> {
                batch.progress();
                MicroBatch part = batch.part(from, to);
                List<Condition> read =
                        network.read(batch.rows(rows, from, to), batch.rows(states, from, to), height, width);
                return loop(part)
                        .run(
                                new Noise(manager, part.generators(), new Shape(1, config.latent(), height, width)),
                                (x, timestep) -> network.forward(x, read, timestep),
                                done -> progress.at(from, to, done));
            }));
        });
    }

    /** Hands on pixels around 0..1, [P, H, W, 3] of some pictures at a time, of latents [B, L, h, w]. */
    void decode(MicroBatch batch, NDArray latents, SubBatches subBatches, SubBatches.Taker taker) {
        Shape shape = latents.getShape();
        Kind kind = Kind.of(Stage.VQGAN, batch.sampling(), false);
        Need need = needToDecode((int) shape.get(3), (int) shape.get(2), kind);
        StageProgress progress = new StageProgress(batch, Stage.VQGAN, 1);
        vqgan.run(network -> subBatches.each(
                need,
                batch.generators(),
                (from, to) -> {
                    NDArray some = latents.get(from + ":" + to).mul(vqganConfig.scale());
                    NDArray pixels = network.decode(some, TILE_BYTES, batch::progress);
                    progress.at(from, to, 1);
                    return pixels;
                },
                taker));
    }

    private DenoisingLoop loop(MicroBatch part) {
        return new DenoisingLoop(
                scheduler,
                part.sampling().decoderTimesteps(),
                part.scales(part.guidesDecoder(), Drawing::decoderGuidance));
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
