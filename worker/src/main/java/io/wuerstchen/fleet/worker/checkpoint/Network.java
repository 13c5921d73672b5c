package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.wuerstchen.DecoderConfig;
import io.wuerstchen.fleet.worker.wuerstchen.JsonConfig;
import io.wuerstchen.fleet.worker.wuerstchen.PriorConfig;
import io.wuerstchen.fleet.worker.wuerstchen.TextEncoderConfig;
import io.wuerstchen.fleet.worker.wuerstchen.VqganConfig;
import java.util.List;
import java.util.function.Function;

/** The trained parts of a checkpoint, and where its folder has them. */
enum Network {
    PRIOR_TEXT("wuerstchen-prior/text_encoder", "model", json -> TextTensors.of(TextEncoderConfig.read(json))),
    PRIOR("wuerstchen-prior/prior", "diffusion_pytorch_model", json -> PriorTensors.of(PriorConfig.read(json))),
    DECODER_TEXT("wuerstchen/text_encoder", "model", json -> TextTensors.of(TextEncoderConfig.read(json))),
    DECODER("wuerstchen/decoder", "diffusion_pytorch_model", json -> DecoderTensors.of(DecoderConfig.read(json))),
    VQGAN("wuerstchen/vqgan", "diffusion_pytorch_model", Network::vqgan);

    private static final int CODES = 8192;

    private final String folder;
    private final String weights;
    private final Function<JsonConfig, List<ExpectedTensor>> tensors;

    Network(String folder, String weights, Function<JsonConfig, List<ExpectedTensor>> tensors) {
        this.folder = folder;
        this.weights = weights;
        this.tensors = tensors;
    }

    /** Its configuration, from the model's folder. */
    String config() {
        return folder + "/config.json";
    }

    /** Its weights, from the model's folder. */
    String weights() {
        return folder + "/" + weights + ".safetensors";
    }

    /**
     * What its weights hold, as its configuration says.
     *
     * @throws io.wuerstchen.fleet.worker.wuerstchen.ModelException if the configuration is none of this network
     */
    List<ExpectedTensor> tensors(JsonConfig config) {
        return tensors.apply(config);
    }

    private static List<ExpectedTensor> vqgan(JsonConfig json) {
        return VqganTensors.of(VqganConfig.read(json), json.integer("num_vq_embeddings", CODES, 1));
    }
}
