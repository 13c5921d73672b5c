package io.wuerstchen.fleet.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.worker.checkpoint.ExpectedTensor.Use;
import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.weights.SafetensorsStream;
import io.wuerstchen.fleet.worker.weights.TensorSpec;
import io.wuerstchen.fleet.worker.wuerstchen.JsonConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes a checkpoint of random weights, which runs and means nothing: for measuring, and for tests. The same settings give the
 * same bytes. Reads no clock and needs a few megabytes of memory.
 */
public final class Synth {
    /** What diffusers and transformers ask a file of weights for. */
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private static final List<String> PARTS = List.of("wuerstchen-prior", "wuerstchen");
    private static final List<String> TOKENIZER_FILES =
            List.of("merges.txt", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.json");

    private final Settings settings;
    private final Path tokenizers;
    private final SafetensorsStream.Listener listener;

    /** What a checkpoint is made of. */
    public record Settings(Likeness likeness, WeightType type, long seed) {}

    /** Type of the weights. */
    public enum WeightType {
        FLOAT32("F32"),
        FLOAT16("F16");

        private final String dtype;

        WeightType(String dtype) {
            this.dtype = dtype;
        }

        /** The name in options and in transformers' configurations. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param tokenizers a model's folder whose tokenizers are taken; they are made to read as much as the text encoders
     * @param listener hears of bytes of weights
     */
    public Synth(Settings settings, Path tokenizers, SafetensorsStream.Listener listener) {
        this.settings = settings;
        this.tokenizers = tokenizers;
        this.listener = listener;
    }

    /** Bytes of weights that {@link #write} makes. */
    public long bytes() {
        long bytes = 0;
        for (Part part : Part.values()) {
            bytes += SafetensorsStream.length(specs(tensors(part)), METADATA);
        }
        return bytes;
    }

    /**
     * Fills a folder that is there and empty.
     *
     * @param madeBy what fleet-model.json says of it
     */
    public void write(Path folder, String madeBy) throws IOException {
        List<ModelFile> files = new ArrayList<>();
        for (Map.Entry<String, JsonNode> file : settings.likeness().files().entrySet()) {
            files.add(writeText(folder, file.getKey(), configuration(file)));
        }
        for (String part : PARTS) {
            for (String file : TOKENIZER_FILES) {
                String path = part + "/tokenizer/" + file;
                files.add(writeText(folder, path, tokenizer(part, path)));
            }
        }
        for (Part part : Part.values()) {
            files.add(writeWeights(folder, part));
        }
        new ModelManifest(madeBy, List.of(), files).write(folder);
    }

    private String configuration(Map.Entry<String, JsonNode> file) {
        if (file.getValue().has("torch_dtype")) {
            ((ObjectNode) file.getValue()).put("torch_dtype", settings.type().wireName());
        }
        return file.getValue().toPrettyString() + "\n";
    }

    private String tokenizer(String part, String path) throws IOException {
        Path source = tokenizers.resolve(path);
        if (!path.endsWith("/tokenizer_config.json")) {
            return Files.readString(source);
        }
        JsonNode encoder = settings.likeness().files().get(part + "/text_encoder/config.json");
        ObjectNode config = (ObjectNode) JsonConfig.read(source).root();
        config.set("model_max_length", encoder.get("max_position_embeddings"));
        return config.toPrettyString() + "\n";
    }

    private ModelFile writeWeights(Path folder, Part part) throws IOException {
        Path file = folder.resolve(part.weights());
        Files.createDirectories(file.getParent());
        List<ExpectedTensor> tensors = tensors(part);
        Map<String, ExpectedTensor> byName =
                tensors.stream().collect(Collectors.toMap(ExpectedTensor::name, Function.identity()));
        MessageDigest digest = ModelFile.newSha256();
        try (SafetensorsStream stream = SafetensorsStream.create(file, digest, listener)) {
            stream.write(specs(tensors), METADATA, spec -> values(part, byName.get(spec.name()), spec));
        }
        return new ModelFile(part.weights(), Files.size(file), HexFormat.of().formatHex(digest.digest()));
    }

    private SafetensorsStream.Values values(Part part, ExpectedTensor tensor, TensorSpec spec) {
        String name = part.weights() + " " + tensor.name();
        return new RandomValues(settings.seed(), name, tensor.spread(), spec.elements());
    }

    private List<ExpectedTensor> tensors(Part part) {
        return part.tensors(settings.likeness().config(part));
    }

    private List<TensorSpec> specs(List<ExpectedTensor> tensors) {
        return tensors.stream().map(this::spec).toList();
    }

    private TensorSpec spec(ExpectedTensor tensor) {
        String dtype = tensor.use() == Use.UNREAD_COUNT ? "I64" : settings.type().dtype;
        return new TensorSpec(tensor.name(), dtype, tensor.shape());
    }

    private static ModelFile writeText(Path folder, String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Files.write(file, bytes);
        return ModelFile.of(path, bytes);
    }
}
