package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Linear;
import io.wuerstchen.fleet.worker.wuerstchen.nn.MixingResidualBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.PixelShuffle;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import io.wuerstchen.fleet.worker.wuerstchen.nn.TransposedConvolution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stage A's decoder: from latents to pixels; nothing here turns pixels into latents. Reference: diffusers, PaellaVQModel. */
final class Vqgan {
    private static final int DOUBLING_KERNEL = 4;
    private static final int RGB = 3;

    private final PixelShuffle shuffle;
    private final List<VqganLayer> decoder;

    Vqgan(Parameters parameters, VqganConfig config) {
        shuffle = new PixelShuffle(config.patch());
        decoder = built(parameters, config);
    }

    /** How it goes over pictures, which its configuration says without any weight. */
    static VqganTiles shape(VqganConfig config) {
        List<VqganLayer> layers = new ArrayList<>();
        int coarsest = config.levels() - 1;
        layers.add(VqganLayer.point(config.width(coarsest)));
        for (int level = coarsest; level >= 0; level--) {
            int mixings = level == coarsest ? config.bottleneck() : 1;
            layers.addAll(Collections.nCopies(mixings, VqganLayer.mixing(config.width(level))));
            if (level > 0) {
                layers.add(VqganLayer.doubling(config.width(level - 1)));
            }
        }
        layers.add(VqganLayer.point(RGB * config.patch() * config.patch()));
        return new VqganTiles(layers);
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

    private static List<VqganLayer> built(Parameters parameters, VqganConfig config) {
        List<VqganLayer> shape = shape(config).layers();
        Parameters blocks = parameters.at("up_blocks");
        int last = shape.size() - 1;
        List<VqganLayer> layers = new ArrayList<>();
        Linear first = Linear.ofConvolution(
                blocks.at("0.0"), config.latent(), shape.get(0).width());
        layers.add(shape.get(0).with(first::forward));
        for (int i = 1; i < last; i++) {
            layers.add(block(blocks.at(i), shape.get(i - 1).width(), shape.get(i)));
        }
        Linear out = Linear.ofConvolution(
                parameters.at("out_block.0"), config.width(0), shape.get(last).width());
        layers.add(shape.get(last).with(out::forward));
        return layers;
    }

    private static VqganLayer block(Parameters parameters, int in, VqganLayer shape) {
        int width = shape.width();
        return shape.sight() == VqganLayer.Sight.NEAREST
                ? shape.with(new TransposedConvolution(parameters, in, width, DOUBLING_KERNEL)::forward)
                : shape.with(new MixingResidualBlock(parameters, width)::forward);
    }
}
