package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.wuerstchen.TextEncoderConfig;
import java.util.List;

/** Tensors of a text encoder. Reference: transformers, CLIPTextModel. */
final class TextTensors {
    private TextTensors() {}

    static List<ExpectedTensor> of(TextEncoderConfig config) {
        long width = config.size().hidden();
        long wide = config.size().intermediate();
        double depth = Math.sqrt(2.0 * Math.max(1, config.layers()));
        TensorList tensors = new TensorList().at("text_model");
        tensors.at("embeddings.token_embedding").add("weight", Spread.around(0, 0.035), config.vocabulary(), width);
        tensors.at("embeddings.position_embedding")
                .add("weight", Spread.around(0, 0.035), config.maxPositions(), width);
        for (int i = 0; i < config.layers(); i++) {
            TensorList layer = tensors.at("encoder.layers").at(i);
            layer.at("layer_norm1").norm(width);
            layer.at("self_attn.q_proj").linear(width, width);
            layer.at("self_attn.k_proj").linear(width, width);
            layer.at("self_attn.v_proj").linear(width, width);
            layer.at("self_attn.out_proj").linear(width, width, Spread.xavier(width, width, 1 / depth));
            layer.at("layer_norm2").norm(width);
            layer.at("mlp.fc1").linear(width, wide);
            layer.at("mlp.fc2").linear(wide, width, Spread.xavier(wide, width, 1 / depth));
        }
        tensors.at("final_layer_norm").norm(width);
        return tensors.all();
    }
}
