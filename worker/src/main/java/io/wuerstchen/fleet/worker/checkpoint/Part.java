package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.wuerstchen.DecoderConfig;
import io.wuerstchen.fleet.worker.wuerstchen.JsonConfig;
import io.wuerstchen.fleet.worker.wuerstchen.PriorConfig;
import io.wuerstchen.fleet.worker.wuerstchen.TextEncoderConfig;
import io.wuerstchen.fleet.worker.wuerstchen.VqganConfig;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A trained network of a checkpoint, and where a model's folder has it. */
enum Part {
    PRIOR_TEXT(
            "wuerstchen-prior/text_encoder", "model", json -> TextTensors.of(TextEncoderConfig.read(json)), Part::text),
    PRIOR(
            "wuerstchen-prior/prior",
            "diffusion_pytorch_model",
            json -> PriorTensors.of(PriorConfig.read(json)),
            Part::prior),
    DECODER_TEXT("wuerstchen/text_encoder", "model", json -> TextTensors.of(TextEncoderConfig.read(json)), Part::text),
    DECODER(
            "wuerstchen/decoder",
            "diffusion_pytorch_model",
            json -> DecoderTensors.of(DecoderConfig.read(json)),
            Part::decoder),
    VQGAN("wuerstchen/vqgan", "diffusion_pytorch_model", Part::vqgan, Part::vqganWords);

    private static final int CODES = 8192;

    private final String folder;
    private final String weights;
    private final Function<JsonConfig, List<ExpectedTensor>> tensors;
    private final Function<JsonConfig, String> words;

    Part(
            String folder,
            String weights,
            Function<JsonConfig, List<ExpectedTensor>> tensors,
            Function<JsonConfig, String> words) {
        this.folder = folder;
        this.weights = weights;
        this.tensors = tensors;
        this.words = words;
    }

    /** Where it lies, from the model's folder. */
    String folder() {
        return folder;
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

    /** What matters of its configuration. */
    String words(JsonConfig config) {
        return words.apply(config);
    }

    private static String text(JsonConfig json) {
        TextEncoderConfig config = TextEncoderConfig.read(json);
        return config.size().hidden() + " wide, " + config.layers() + " layers, " + config.heads() + " heads, "
                + config.maxPositions() + " tokens of " + config.vocabulary();
    }

    private static String prior(JsonConfig json) {
        PriorConfig config = PriorConfig.read(json);
        return config.width() + " wide, " + config.depth() + " deep, " + config.heads() + " heads, "
                + config.embedding() + " channels";
    }

    private static String decoder(JsonConfig json) {
        return DecoderConfig.read(json).levels().stream()
                .map(level -> level.repeats() + "x" + level.pattern() + " " + level.width() + " wide")
                .collect(Collectors.joining(", "));
    }

    private static String vqganWords(JsonConfig json) {
        VqganConfig config = VqganConfig.read(json);
        return config.width() + " wide, " + config.levels() + " levels, " + config.bottleneck() + " blocks, "
                + config.latent() + " channels";
    }
}
