package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.checkpoint.ExpectedTensor.Use;
import io.wuerstchen.fleet.worker.wuerstchen.VqganConfig;
import java.util.List;

/** Tensors of Stage A. Reference: diffusers, PaellaVQModel. */
final class VqganTensors {
    private static final int RESIZING_KERNEL = 4;
    private static final int RGB = 3;

    private final VqganConfig config;
    private final int coarsest;
    private final TensorList tensors = new TensorList();

    private VqganTensors(VqganConfig config) {
        this.config = config;
        coarsest = config.levels() - 1;
    }

    /** @param codes entries of the codebook, which the fleet does not read */
    static List<ExpectedTensor> of(VqganConfig config, int codes) {
        VqganTensors vqgan = new VqganTensors(config);
        vqgan.encoder();
        vqgan.tensors
                .at("vquantizer.embedding")
                .add("weight", Use.UNREAD, Spread.around(0, 1.0 / codes), codes, config.latent());
        vqgan.decoder();
        return vqgan.tensors.all();
    }

    private void encoder() {
        long patch = (long) config.image() * config.patch() * config.patch();
        long finest = config.width(0);
        tensors.at("in_block.1").pointwise(patch, finest, Spread.xavier(patch, finest, 1));
        int index = 0;
        for (int level = 0; level <= coarsest; level++) {
            if (level > 0) {
                down(index++).convolution(config.width(level - 1), config.width(level), RESIZING_KERNEL);
            }
            mixing(down(index++), config.width(level));
        }
        long width = config.width(coarsest);
        long latent = config.latent();
        down(index).at(0).add("weight", Spread.xavier(width, latent, 1), latent, width, 1, 1);
        down(index)
                .at(1)
                .add("weight", Spread.around(1, 0.1), latent)
                .add("bias", Spread.SMALL, latent)
                .add("running_mean", Spread.SMALL, latent)
                .add("running_var", Spread.around(1, 0.1), latent)
                .add("num_batches_tracked", Use.UNREAD_COUNT, Spread.around(0, 0));
    }

    private void decoder() {
        long latent = config.latent();
        long width = config.width(coarsest);
        up(0).at(0).pointwise(latent, width, Spread.xavier(latent, width, 1));
        int index = 1;
        for (int level = coarsest; level >= 0; level--) {
            int mixings = level == coarsest ? config.bottleneck() : 1;
            for (int i = 0; i < mixings; i++) {
                mixing(up(index++), config.width(level));
            }
            if (level > 0) {
                up(index++).transposed(config.width(level), config.width(level - 1), RESIZING_KERNEL);
            }
        }
        long finest = config.width(0);
        long patch = (long) RGB * config.patch() * config.patch();
        // Around the middle grey, as pixels below black and above white are cut off.
        tensors.at("out_block.0")
                .add("weight", Spread.xavier(finest, patch, 0.5), patch, finest, 1, 1)
                .add("bias", Spread.around(0.5, 0.02), patch);
    }

    private TensorList down(int index) {
        return tensors.at("down_blocks").at(index);
    }

    private TensorList up(int index) {
        return tensors.at("up_blocks").at(index);
    }

    private static void mixing(TensorList block, long channels) {
        block.add("gammas", Spread.around(0, 0.1), 6);
        block.at("depthwise.1").depthwise(channels, 3);
        block.at("channelwise.0").linear(channels, 4 * channels);
        block.at("channelwise.2").linear(4 * channels, channels);
    }
}
