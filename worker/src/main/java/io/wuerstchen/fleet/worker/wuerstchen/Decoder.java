package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.wuerstchen.fleet.worker.wuerstchen.DecoderLevel.Condition;
import io.wuerstchen.fleet.worker.wuerstchen.DecoderLevel.Plan;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Convolution;
import io.wuerstchen.fleet.worker.wuerstchen.nn.LayerNorm;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Linear;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.PixelShuffle;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import io.wuerstchen.fleet.worker.wuerstchen.nn.TimestepEmbedding;
import io.wuerstchen.fleet.worker.wuerstchen.nn.TransposedConvolution;
import java.util.ArrayList;
import java.util.List;

/**
 * Stage B: from image embeddings to latents, a U-Net (Würstchen, arXiv 2306.00637). Reference: diffusers, WuerstchenDiffNeXt.
 * Images are [B, C, H, W] outside.
 */
final class Decoder {
    private static final int HALVING_KERNEL = 2;
    /** Keeps the divisor within 0.001..0.999. */
    private static final float MARGIN = 1e-3f;

    private final DecoderConfig config;
    private final PixelShuffle shuffle;
    private final TimestepEmbedding timestepEmbedding;
    private final Linear textMapper;
    private final LayerNorm textNorm;
    private final Linear embedding;
    private final LayerNorm embeddingNorm;
    private final List<DecoderLevel> down = new ArrayList<>();
    /** From level i to the coarser i + 1. */
    private final List<Halving> halvings = new ArrayList<>();
    /** From the coarsest to the finest. */
    private final List<DecoderLevel> up = new ArrayList<>();

    private final List<Doubling> doublings = new ArrayList<>();
    private final LayerNorm outNorm;
    private final Linear out;

    Decoder(Parameters parameters, DecoderConfig config) {
        this.config = config;
        long patchArea = (long) config.patch() * config.patch();
        int width = config.levels().get(0).width();
        shuffle = new PixelShuffle(config.patch());
        timestepEmbedding = new TimestepEmbedding(config.timestep());
        textMapper = Linear.of(parameters.at("clip_mapper"), config.text(), config.condition());
        textNorm = LayerNorm.plain(parameters, config.condition());
        embedding = Linear.ofConvolution(parameters.at("embedding.1"), config.latent() * patchArea, width);
        embeddingNorm = LayerNorm.plain(parameters, width);
        for (int level = 0; level < config.levels().size(); level++) {
            addDown(parameters, level);
        }
        for (int level = config.levels().size() - 1; level >= 0; level--) {
            addUp(parameters, level);
        }
        outNorm = LayerNorm.plain(parameters, width);
        out = Linear.ofConvolution(parameters.at("clf.1"), width, 2L * config.latent() * patchArea);
    }

    /** What each level reads, once a picture: embeddings [B, E, h, w], text [B, T, D], for latents of height x width. */
    List<Condition> read(NDArray embeddings, NDArray text, int height, int width) {
        NDArray mapped = textNorm.forward(textMapper.forward(text)); // [B, T, C]
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < down.size() + up.size(); i++) {
            int level = i < down.size() ? i : down.size() + up.size() - 1 - i;
            int side = config.patch() << level;
            DecoderLevel blocks = i < down.size() ? down.get(i) : up.get(i - down.size());
            conditions.add(blocks.read(embeddings, mapped, height / side, width / side));
        }
        return conditions;
    }

    /**
     * The noise in x.
     *
     * @param x noisy latents, [B, L, H, W]
     * @param conditions of {@link #read}
     * @param timesteps one for all images, or one each
     * @return [B, L, H, W]
     */
    NDArray forward(NDArray x, List<Condition> conditions, float... timesteps) {
        return Scoped.of(() -> {
            NDArray input = x.transpose(0, 2, 3, 1); // [B, H, W, L]
            NDArray timestep = timestepEmbedding.forward(x.getManager(), timesteps); // [B or 1, R]
            NDArray patches = embeddingNorm.forward(embedding.forward(shuffle.unshuffle(input))); // [B, H/p, W/p, C]
            NDArray decoded = goUp(goDown(patches, timestep, conditions), timestep, conditions);
            NDList halves =
                    shuffle.shuffle(out.forward(outNorm.forward(decoded))).split(2, 3); // [B, H, W, L] each
            NDArray divisor = halves.get(1)
                    .getNDArrayInternal()
                    .sigmoid()
                    .mul(1 - 2 * MARGIN)
                    .addi(MARGIN);
            return input.sub(halves.get(0)).divi(divisor).transpose(0, 3, 1, 2); // [B, L, H, W]
        });
    }

    /** Outputs of all levels, the finest first. */
    private List<NDArray> goDown(NDArray patches, NDArray timestep, List<Condition> conditions) {
        List<NDArray> outputs = new ArrayList<>();
        NDArray x = patches;
        for (int level = 0; level < down.size(); level++) {
            if (level > 0) {
                x = halvings.get(level - 1).forward(x);
            }
            x = down.get(level).forward(x, null, timestep, conditions.get(level));
            outputs.add(x);
        }
        return outputs;
    }

    private NDArray goUp(List<NDArray> outputs, NDArray timestep, List<Condition> conditions) {
        int coarsest = outputs.size() - 1;
        NDArray x = outputs.get(coarsest);
        for (int i = 0; i < up.size(); i++) {
            NDArray output = i == 0 ? null : outputs.get(coarsest - i);
            x = up.get(i).forward(x, output, timestep, conditions.get(down.size() + i));
            if (i < doublings.size()) {
                x = doublings.get(i).forward(x);
            }
        }
        return x;
    }

    private void addDown(Parameters parameters, int level) {
        Parameters list = parameters.at("down_blocks").at(level);
        if (level > 0) {
            int from = config.levels().get(level - 1).width();
            int to = config.levels().get(level).width();
            halvings.add(new Halving(
                    LayerNorm.plain(parameters, from), Convolution.halving(list.at("0.1"), from, to, HALVING_KERNEL)));
        }
        Plan plan = new Plan(config, level, 0, level > 0 ? 1 : 0);
        down.add(new DecoderLevel(list, parameters.at("effnet_mappers").at(level), plan));
    }

    private void addUp(Parameters parameters, int level) {
        int coarsest = config.levels().size() - 1;
        int index = coarsest - level;
        int width = config.levels().get(level).width();
        Parameters list = parameters.at("up_blocks").at(index);
        Plan plan = new Plan(config, level, level < coarsest ? width : 0, 0);
        DecoderLevel blocks =
                new DecoderLevel(list, parameters.at("effnet_mappers").at(down.size() + index), plan);
        up.add(blocks);
        if (level > 0) {
            int to = config.levels().get(level - 1).width();
            doublings.add(new Doubling(
                    LayerNorm.plain(parameters, width),
                    new TransposedConvolution(list.at(blocks.size()).at(1), width, to, HALVING_KERNEL)));
        }
    }

    private record Halving(LayerNorm norm, Convolution convolution) {
        NDArray forward(NDArray x) {
            return convolution.forward(norm.forward(x)); // [B, H/2, W/2, C']
        }
    }

    private record Doubling(LayerNorm norm, TransposedConvolution convolution) {
        NDArray forward(NDArray x) {
            return convolution.forward(norm.forward(x)); // [B, 2H, 2W, C']
        }
    }
}
