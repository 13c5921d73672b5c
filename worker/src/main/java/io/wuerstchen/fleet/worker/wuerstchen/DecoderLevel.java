package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import io.wuerstchen.fleet.worker.wuerstchen.DecoderBlock.Inputs;
import io.wuerstchen.fleet.worker.wuerstchen.nn.AttnBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.BicubicResize;
import io.wuerstchen.fleet.worker.wuerstchen.nn.KeysAndValues;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Mapper;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.ResBlock;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import io.wuerstchen.fleet.worker.wuerstchen.nn.TimestepBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The blocks of one resolution on one side of the decoder, down or up. */
final class DecoderLevel {
    private final List<DecoderBlock> blocks = new ArrayList<>();
    private final List<AttnBlock> attentions = new ArrayList<>();
    /** Null where the level does not read the image embeddings. */
    private final Mapper embeddingMapper;

    /** What a level is built from; the C block that comes first may see the way down's output, joined channels wide. */
    record Plan(DecoderConfig config, int level, int joined, int firstIndex) {
        DecoderConfig.Level shape() {
            return config.levels().get(level);
        }

        int embeddings() {
            return shape().readsEmbeddings() ? config.condition() : 0;
        }
    }

    /** What does not change from step to step; embeddings is [B, H, W, E] or null. */
    record Condition(NDArray embeddings, Map<AttnBlock, KeysAndValues> text) {}

    DecoderLevel(Parameters parameters, Parameters mapper, Plan plan) {
        embeddingMapper = plan.shape().readsEmbeddings()
                ? Mapper.ofConvolution(
                        mapper, plan.config().embedding(), plan.config().condition())
                : null;
        int index = plan.firstIndex();
        for (int repeat = 0; repeat < plan.shape().repeats(); repeat++) {
            for (char letter : plan.shape().pattern().toCharArray()) {
                blocks.add(block(parameters.at(index++), plan, letter));
            }
        }
    }

    /** Blocks in the checkpoint's list, the change of resolution left out. */
    int size() {
        return blocks.size();
    }

    /** embeddings [B, E, h, w], text [B, T, D]. */
    Condition read(NDArray embeddings, NDArray text, int height, int width) {
        Map<AttnBlock, KeysAndValues> read = new HashMap<>();
        attentions.forEach(attention -> read.put(attention, attention.read(text)));
        if (embeddingMapper == null) {
            return new Condition(null, read);
        }
        NDArray resized = BicubicResize.resize(embeddings, height, width).transpose(0, 2, 3, 1); // [B, H, W, E]
        return new Condition(resized, read);
    }

    /** @param output of the same level on the way down, for the first C block, or null */
    NDArray forward(NDArray x, NDArray output, NDArray timestep, Condition condition) {
        NDArray skip = condition.embeddings();
        Inputs inputs = new Inputs(skip, joined(output, skip), timestep, condition.text());
        return Scoped.through(blocks, x, (block, h) -> block.forward(h, inputs));
    }

    private DecoderBlock block(Parameters parameters, Plan plan, char letter) {
        DecoderConfig.Level shape = plan.shape();
        if (letter == 'T') {
            return new DecoderBlock.Timestep(
                    new TimestepBlock(parameters, shape.width(), plan.config().timestep()));
        }
        if (letter == 'A') {
            AttnBlock attention =
                    new AttnBlock(parameters, shape.width(), plan.config().condition(), shape.heads());
            attentions.add(attention);
            return new DecoderBlock.Attention(attention);
        }
        boolean first = blocks.isEmpty();
        int skip = plan.embeddings() + (first ? plan.joined() : 0);
        // Mapper and first layer are both linear: as one they save a sixth of Stage B's work and a fifth of its
        // weights.
        ResBlock block = new ResBlock(parameters, shape.width(), shape.kernel(), skip, embeddingMapper);
        return new DecoderBlock.Residual(block, first);
    }

    private static NDArray joined(NDArray output, NDArray embeddings) {
        if (output == null) {
            return embeddings;
        }
        return embeddings == null ? output : output.concat(embeddings, 3); // [B, H, W, C + S]
    }
}
