package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.wuerstchen.fleet.worker.wuerstchen.nn.AttnBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.KeysAndValues;
import io.wuerstchen.fleet.worker.wuerstchen.nn.LayerNorm;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Linear;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.ResBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import io.wuerstchen.fleet.worker.wuerstchen.nn.TimestepBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.TimestepEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Stage C: from text to image embeddings (Würstchen, arXiv 2306.00637). Reference: diffusers, WuerstchenPrior. Images are
 * [B, C, H, W] outside.
 */
final class Prior {
    private static final int KERNEL = 3;
    private static final float LEAKY_SLOPE = 0.2f;
    private static final float LEAST_DIVISOR = 1e-5f;

    private final TimestepEmbedding timestepEmbedding;
    private final Linear projection;
    private final Linear textIn;
    private final Linear textOut;
    private final List<Layer> layers = new ArrayList<>();
    private final LayerNorm outNorm;
    private final Linear out;

    Prior(Parameters parameters, PriorConfig config) {
        timestepEmbedding = new TimestepEmbedding(config.timestep());
        projection = Linear.ofConvolution(parameters.at("projection"), config.embedding(), config.width());
        textIn = Linear.of(parameters.at("cond_mapper.0"), config.text(), config.width());
        textOut = Linear.of(parameters.at("cond_mapper.2"), config.width(), config.width());
        for (int i = 0; i < config.depth(); i++) {
            layers.add(Layer.of(parameters.at("blocks"), config, i));
        }
        outNorm = LayerNorm.plain(parameters, config.width());
        out = Linear.ofConvolution(parameters.at("out.1"), config.width(), 2L * config.embedding());
    }

    /** What each layer reads from the text states [B, T, D]; the same at every step. */
    List<KeysAndValues> read(NDArray text) {
        NDArray hidden = textIn.forward(text);
        NDArray leaky = hidden.maximum(hidden.mul(LEAKY_SLOPE));
        NDArray mapped = textOut.forward(leaky); // [B, T, C]
        return layers.stream().map(layer -> layer.attention().read(mapped)).toList();
    }

    /**
     * The noise in x.
     *
     * @param x noisy image embeddings, [B, E, H, W]
     * @param text of {@link #read}
     * @param timesteps one for all images, or one each
     * @return [B, E, H, W]
     */
    NDArray forward(NDArray x, List<KeysAndValues> text, float... timesteps) {
        return Scoped.of(() -> {
            NDArray input = x.transpose(0, 2, 3, 1); // [B, H, W, E]
            NDArray timestep = timestepEmbedding.forward(x.getManager(), timesteps); // [B or 1, R]
            NDArray hidden = Scoped.through(
                    IntStream.range(0, layers.size()).boxed().toList(),
                    projection.forward(input), // [B, H, W, C]
                    (i, h) -> layers.get(i).forward(h, timestep, text.get(i)));
            NDList halves = out.forward(outNorm.forward(hidden)).split(2, 3); // [B, H, W, E] each
            NDArray divisor = halves.get(1).sub(1).abs().addi(LEAST_DIVISOR);
            return input.sub(halves.get(0)).divi(divisor).transpose(0, 3, 1, 2); // [B, E, H, W]
        });
    }

    /** Convolution, timestep, attention. */
    private record Layer(ResBlock convolution, TimestepBlock timestep, AttnBlock attention) {
        private static final int BLOCKS = 3;

        static Layer of(Parameters blocks, PriorConfig config, int index) {
            int first = BLOCKS * index;
            int width = config.width();
            return new Layer(
                    new ResBlock(blocks.at(first), width, KERNEL, 0, null),
                    new TimestepBlock(blocks.at(first + 1), width, config.timestep()),
                    new AttnBlock(blocks.at(first + 2), width, width, config.heads()));
        }

        NDArray forward(NDArray x, NDArray embedding, KeysAndValues text) {
            return attention.forward(timestep.forward(convolution.forward(x), embedding), text);
        }
    }
}
