package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Convolution;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Linear;
import io.wuerstchen.fleet.worker.wuerstchen.nn.MixingResidualBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.PixelShuffle;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import io.wuerstchen.fleet.worker.wuerstchen.nn.TransposedConvolution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Stage A: between pixels and latents, without quantising. Reference: diffusers, PaellaVQModel. */
final class Vqgan {
    private static final int HALVING_KERNEL = 4;
    private static final int RGB = 3;
    private static final float BATCH_NORM_EPSILON = 1e-5f;

    private final VqganConfig config;
    private final PixelShuffle shuffle;
    private final List<UnaryOperator<NDArray>> encoder = new ArrayList<>();
    private final List<VqganLayer> decoder;

    Vqgan(Parameters parameters, VqganConfig config) {
        this.config = config;
        shuffle = new PixelShuffle(config.patch());
        buildEncoder(parameters);
        decoder = decoder(parameters);
    }

    /**
     * From latents [B, L, h, w] of Stage B times scale_factor to pixels around 0..1, [B, H, W, 3].
     *
     * @param bytes which are about what it may take beside its result; pictures that take more are decoded in tiles
     * @param progress told of each layer of each tile
     */
    NDArray decode(NDArray latents, long bytes, Runnable progress) {
        VqganTiles tiles = new VqganTiles(
                decoder.stream().map(layer -> layer.telling(progress)).toList());
        return Scoped.of(() -> {
            NDArray input = latents.transpose(0, 2, 3, 1); // [B, h, w, L]
            return shuffle.shuffle(tiles.run(input, bytes)); // [B, H, W, 3]
        });
    }

    /** pixels [B, H, W, 3] within 0..1; gives latents [B, L, h, w], which Stage B knows divided by scale_factor. */
    NDArray encode(NDArray pixels) {
        return Scoped.of(() -> {
            NDArray patches = shuffle.unshuffle(pixels); // [B, H/p, W/p, 3p²]
            return Scoped.through(encoder, patches, UnaryOperator::apply).transpose(0, 3, 1, 2); // [B, L, h, w]
        });
    }

    private void buildEncoder(Parameters parameters) {
        long patch = (long) config.image() * config.patch() * config.patch();
        encoder.add(Linear.ofConvolution(parameters.at("in_block.1"), patch, config.width(0))::forward);
        Parameters blocks = parameters.at("down_blocks");
        int index = 0;
        for (int level = 0; level < config.levels(); level++) {
            int width = config.width(level);
            if (level > 0) {
                Parameters halving = blocks.at(index++);
                encoder.add(Convolution.halving(halving, config.width(level - 1), width, HALVING_KERNEL)::forward);
            }
            encoder.add(new MixingResidualBlock(blocks.at(index++), width)::forward);
        }
        Parameters last = blocks.at(index);
        encoder.add(
                Linear.ofConvolutionWithoutBias(last.at(0), config.width(config.levels() - 1), config.latent())
                        ::forward);
        encoder.add(batchNorm(last.at(1)));
    }

    private List<VqganLayer> decoder(Parameters parameters) {
        List<VqganLayer> layers = new ArrayList<>();
        Parameters blocks = parameters.at("up_blocks");
        int coarsest = config.levels() - 1;
        Linear first = Linear.ofConvolution(blocks.at("0.0"), config.latent(), config.width(coarsest));
        layers.add(VqganLayer.point(first::forward, config.width(coarsest)));
        int index = 1;
        for (int level = coarsest; level >= 0; level--) {
            int width = config.width(level);
            int mixings = level == coarsest ? config.bottleneck() : 1;
            for (int i = 0; i < mixings; i++) {
                layers.add(VqganLayer.mixing(new MixingResidualBlock(blocks.at(index++), width), width));
            }
            if (level > 0) {
                int finer = config.width(level - 1);
                var doubling = new TransposedConvolution(blocks.at(index++), width, finer, HALVING_KERNEL);
                layers.add(VqganLayer.doubling(doubling::forward, finer));
            }
        }
        long patch = (long) RGB * config.patch() * config.patch();
        Linear last = Linear.ofConvolution(parameters.at("out_block.0"), config.width(0), patch);
        layers.add(VqganLayer.point(last::forward, Math.toIntExact(patch)));
        return layers;
    }

    private UnaryOperator<NDArray> batchNorm(Parameters parameters) {
        NDArray variance = parameters.get("running_var", config.latent());
        NDArray scale = parameters
                .get("weight", config.latent())
                .div(variance.add(BATCH_NORM_EPSILON).sqrt());
        NDArray shift = parameters
                .get("bias", config.latent())
                .sub(parameters.get("running_mean", config.latent()).mul(scale));
        return x -> x.mul(scale).addi(shift);
    }
}
