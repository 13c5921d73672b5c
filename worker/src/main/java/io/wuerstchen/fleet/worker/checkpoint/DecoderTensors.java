package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.wuerstchen.DecoderConfig;
import io.wuerstchen.fleet.worker.wuerstchen.DecoderConfig.Level;
import java.util.List;

/** Tensors of Stage B. Reference: diffusers, WuerstchenDiffNeXt. */
final class DecoderTensors {
    private static final Spread MAPPER = Spread.around(0, 0.035);
    /** The divisor's share of the last layer, before its sigmoid: nearly one, so that nearly everything counts as noise. */
    private static final float DIVISOR = 4;

    private final DecoderConfig config;
    private final List<Level> levels;
    private final int blocks;
    private final TensorList tensors = new TensorList();

    private DecoderTensors(DecoderConfig config) {
        this.config = config;
        levels = config.levels();
        blocks = levels.stream().mapToInt(Level::repeats).sum();
    }

    static List<ExpectedTensor> of(DecoderConfig config) {
        return new DecoderTensors(config).list();
    }

    private List<ExpectedTensor> list() {
        long area = (long) config.patch() * config.patch();
        long width = levels.get(0).width();
        long out = 2 * config.latent() * area;
        tensors.at("clip_mapper").linear(config.text(), config.condition(), MAPPER);
        tensors.at("embedding.1")
                .pointwise(config.latent() * area, width, Spread.xavier(config.latent() * area, width, 1));
        for (int level = 0; level < levels.size(); level++) {
            down(level);
        }
        for (int level = levels.size() - 1; level >= 0; level--) {
            up(level);
        }
        tensors.at("clf.1")
                .add("weight", Spread.around(0, 0.1 / Math.sqrt(width)), out, width, 1, 1)
                .add("bias", new Spread(0, DIVISOR, 0.02f), out);
        return tensors.all();
    }

    private void down(int level) {
        TensorList list = tensors.at("down_blocks").at(level);
        mapper(level, level);
        if (level > 0) {
            list.at("0.1")
                    .convolution(
                            levels.get(level - 1).width(), levels.get(level).width(), 2);
        }
        blocks(list, level, level > 0 ? 1 : 0, 0);
    }

    private void up(int level) {
        int coarsest = levels.size() - 1;
        int width = levels.get(level).width();
        TensorList list = tensors.at("up_blocks").at(coarsest - level);
        mapper(level, levels.size() + coarsest - level);
        int next = blocks(list, level, 0, level < coarsest ? width : 0);
        if (level > 0) {
            list.at(next).at(1).transposed(width, levels.get(level - 1).width(), 2);
        }
    }

    private void mapper(int level, int index) {
        if (levels.get(level).readsEmbeddings()) {
            tensors.at("effnet_mappers").at(index).pointwise(config.embedding(), config.condition(), MAPPER);
        }
    }

    /** Gives the index after them. */
    private int blocks(TensorList list, int level, int firstIndex, int joined) {
        Level shape = levels.get(level);
        int skip = shape.readsEmbeddings() ? config.condition() : 0;
        int index = firstIndex;
        for (int repeat = 0; repeat < shape.repeats(); repeat++) {
            for (char letter : shape.pattern().toCharArray()) {
                TensorList block = list.at(index);
                switch (letter) {
                    case 'T' -> block.timestep(shape.width(), config.timestep());
                    case 'A' -> block.attention(shape.width(), config.condition(), shape.heads());
                    default ->
                        block.residual(
                                shape.width(), shape.kernel(), skip + (index == firstIndex ? joined : 0), blocks);
                }
                index++;
            }
        }
        return index;
    }
}
