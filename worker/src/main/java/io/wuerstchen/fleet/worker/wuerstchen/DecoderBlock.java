package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import io.wuerstchen.fleet.worker.wuerstchen.nn.AttnBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.KeysAndValues;
import io.wuerstchen.fleet.worker.wuerstchen.nn.ResBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.TimestepBlock;
import java.util.Map;

/** A letter of level_config. */
sealed interface DecoderBlock {
    NDArray forward(NDArray x, Inputs inputs);

    /**
     * What blocks of a level read apart from the picture.
     *
     * @param skip for C blocks, [B, H, W, S], or null
     * @param firstSkip for the level's first block, or null
     * @param timestep [B or 1, R]
     */
    record Inputs(NDArray skip, NDArray firstSkip, NDArray timestep, Map<AttnBlock, KeysAndValues> text) {}

    /** C. */
    record Residual(ResBlock block, boolean first) implements DecoderBlock {
        @Override
        public NDArray forward(NDArray x, Inputs inputs) {
            NDArray skip = first ? inputs.firstSkip() : inputs.skip();
            return skip == null ? block.forward(x) : block.forward(x, skip);
        }
    }

    /** T. */
    record Timestep(TimestepBlock block) implements DecoderBlock {
        @Override
        public NDArray forward(NDArray x, Inputs inputs) {
            return block.forward(x, inputs.timestep());
        }
    }

    /** A. */
    record Attention(AttnBlock block) implements DecoderBlock {
        @Override
        public NDArray forward(NDArray x, Inputs inputs) {
            return block.forward(x, inputs.text().get(block));
        }
    }
}
