package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import io.wuerstchen.fleet.worker.wuerstchen.Tokenizer.Tokens;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Activation;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Kernels;
import io.wuerstchen.fleet.worker.wuerstchen.nn.LayerNorm;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Linear;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** CLIP's text tower (arXiv 2103.00020). Reference: transformers, CLIPTextModel's last_hidden_state. */
final class TextEncoder {
    private final NDArray tokenEmbedding;
    private final NDArray positionEmbedding;
    private final List<Layer> layers = new ArrayList<>();
    private final LayerNorm finalNorm;

    TextEncoder(Parameters parameters, TextEncoderConfig config) {
        Parameters model = parameters.at("text_model");
        long hidden = config.size().hidden();
        tokenEmbedding = model.at("embeddings").table("token_embedding.weight", config.vocabulary(), hidden);
        positionEmbedding = model.at("embeddings").get("position_embedding.weight", config.maxPositions(), hidden);
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new Layer(model.at("encoder.layers").at(i), config));
        }
        finalNorm = LayerNorm.of(model.at("final_layer_norm"), hidden, config.epsilon());
    }

    /** States of all tokens, padding included, [B, T, D]. All texts must be of the same length. */
    NDArray forward(NDManager manager, List<Tokens> texts) {
        return Scoped.of(() -> {
            NDArray mask = mask(manager, texts); // [B, 1, T, T]
            NDArray embedded = embed(ids(manager, texts)); // [B, T, D]
            return finalNorm.forward(Scoped.through(layers, embedded, (layer, x) -> layer.forward(x, mask)));
        });
    }

    private NDArray embed(NDArray ids) {
        NDArray tokens = tokenEmbedding
                .getNDArrayInternal()
                .embedding(ids, tokenEmbedding, SparseFormat.DENSE)
                .singletonOrThrow()
                .toType(DataType.FLOAT32, false); // [B, T, D]
        return tokens.add(positionEmbedding.get("0:" + ids.getShape().get(1)));
    }

    private static NDArray ids(NDManager manager, List<Tokens> texts) {
        long[] ids =
                texts.stream().flatMapToLong(text -> LongStream.of(text.ids())).toArray();
        return manager.create(ids, new Shape(texts.size(), texts.get(0).ids().length));
    }

    /** A token looks at itself, at those before it, and never at padding. */
    private static NDArray mask(NDManager manager, List<Tokens> texts) {
        int length = texts.get(0).ids().length;
        boolean[] visible = new boolean[texts.size() * length * length];
        for (int text = 0; text < texts.size(); text++) {
            for (int query = 0; query < length; query++) {
                int start = (text * length + query) * length;
                int end = Math.min(query + 1, texts.get(text).kept());
                Arrays.fill(visible, start, start + end, true);
            }
        }
        return manager.create(visible, new Shape(texts.size(), 1, length, length));
    }

    /** One transformer layer. */
    private static final class Layer {
        private final Kernels kernels;
        private final int heads;
        private final Activation activation;
        private final LayerNorm norm1;
        private final Linear queries;
        private final Linear keys;
        private final Linear values;
        private final Linear out;
        private final LayerNorm norm2;
        private final Linear expand;
        private final Linear contract;

        Layer(Parameters parameters, TextEncoderConfig config) {
            long hidden = config.size().hidden();
            long intermediate = config.size().intermediate();
            kernels = parameters.kernels();
            heads = config.heads();
            activation = config.activation();
            norm1 = LayerNorm.of(parameters.at("layer_norm1"), hidden, config.epsilon());
            queries = Linear.of(parameters.at("self_attn.q_proj"), hidden, hidden);
            keys = Linear.of(parameters.at("self_attn.k_proj"), hidden, hidden);
            values = Linear.of(parameters.at("self_attn.v_proj"), hidden, hidden);
            out = Linear.of(parameters.at("self_attn.out_proj"), hidden, hidden);
            norm2 = LayerNorm.of(parameters.at("layer_norm2"), hidden, config.epsilon());
            expand = Linear.of(parameters.at("mlp.fc1"), hidden, intermediate);
            contract = Linear.of(parameters.at("mlp.fc2"), intermediate, hidden);
        }

        NDArray forward(NDArray x, NDArray mask) {
            NDArray attended = x.add(attend(norm1.forward(x), mask));
            NDArray wide = activation.forward(kernels, expand.forward(norm2.forward(attended))); // [B, T, 4D]
            return attended.add(contract.forward(wide));
        }

        private NDArray attend(NDArray x, NDArray mask) {
            return out.forward(kernels.maskedAttention(
                    queries.forward(x), keys.forward(x), values.forward(x), heads, mask)); // [B, T, D]
        }
    }
}
