package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.wuerstchen.PriorConfig;
import java.util.List;

/** Tensors of Stage C. Reference: diffusers, WuerstchenPrior. */
final class PriorTensors {
    private static final int KERNEL = 3;
    private static final Spread MAPPER = Spread.around(0, 0.035);

    private PriorTensors() {}

    static List<ExpectedTensor> of(PriorConfig config) {
        long width = config.width();
        TensorList tensors = new TensorList();
        tensors.at("projection").pointwise(config.embedding(), width, MAPPER);
        tensors.at("cond_mapper.0").linear(config.text(), width, MAPPER);
        tensors.at("cond_mapper.2").linear(width, width, MAPPER);
        for (int i = 0; i < config.depth(); i++) {
            TensorList blocks = tensors.at("blocks");
            blocks.at(3 * i).residual(width, KERNEL, 0, config.depth());
            blocks.at(3 * i + 1).timestep(width, config.timestep());
            blocks.at(3 * i + 2).attention(width, width, config.heads());
        }
        // Small, so that what comes out is near what goes in: a denoiser that takes nearly everything for noise.
        tensors.at("out.1").pointwise(width, 2L * config.embedding(), Spread.around(0, 0.1 / Math.sqrt(width)));
        return tensors.all();
    }
}
