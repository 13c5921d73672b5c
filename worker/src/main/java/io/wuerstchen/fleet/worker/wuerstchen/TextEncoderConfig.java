package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.nn.Activation;
import java.util.Arrays;

/** text_encoder/config.json; absent keys as in transformers' CLIPTextConfig. */
public record TextEncoderConfig(
        Size size, int layers, int heads, int maxPositions, int vocabulary, Activation activation, float epsilon) {

    /** Widths of the residual stream and of the feed-forward. */
    public record Size(int hidden, int intermediate) {}

    public static TextEncoderConfig read(JsonConfig json) {
        json.expect("model_type", "clip_text_model");
        Size size = new Size(json.integer("hidden_size", 512, 1), json.integer("intermediate_size", 2048, 1));
        int heads = json.integer("num_attention_heads", 8, 1);
        if (size.hidden() % heads != 0) {
            throw json.bad("num_attention_heads", heads, "a divisor of hidden_size " + size.hidden());
        }
        return new TextEncoderConfig(
                size,
                json.depth("num_hidden_layers", 12),
                heads,
                json.integer("max_position_embeddings", 77, 2),
                json.integer("vocab_size", 49408, 1),
                activation(json),
                (float) json.positive("layer_norm_eps", 1e-5));
    }

    private static Activation activation(JsonConfig json) {
        String name = json.text("hidden_act", "quick_gelu");
        return Activation.named(name)
                .orElseThrow(() -> json.bad("hidden_act", name, "one of " + Arrays.toString(Activation.values())));
    }
}
