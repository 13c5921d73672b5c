package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.ModelDefaults;
import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a folder that is no model which can be run. */
class ModelFolderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void aMissingFolderIsNamed() {
        Path none = folder.resolve("none");
        assertRefused(none, none + ": folder is missing (expected: a model's folder)");
    }

    @Test
    void aFolderThatIsNoModelIsToldWhatIsExpected() {
        assertRefused(
                folder,
                folder + ": is no model's folder (expected: wuerstchen-prior/ and wuerstchen/ in it, as published;"
                        + " wuerstchen-prior/ is missing)");
    }

    @ParameterizedTest
    @CsvSource({
        "wuerstchen-prior/model_index.json",
        "wuerstchen-prior/prior/config.json",
        "wuerstchen-prior/prior/diffusion_pytorch_model.safetensors",
        "wuerstchen-prior/scheduler/scheduler_config.json",
        "wuerstchen-prior/text_encoder/config.json",
        "wuerstchen-prior/text_encoder/model.safetensors",
        "wuerstchen-prior/tokenizer/tokenizer_config.json",
        "wuerstchen/model_index.json",
        "wuerstchen/decoder/config.json",
        "wuerstchen/decoder/diffusion_pytorch_model.safetensors",
        "wuerstchen/vqgan/config.json",
        "wuerstchen/vqgan/diffusion_pytorch_model.safetensors"
    })
    void aMissingFileIsNamed(String file) throws IOException {
        copyModel();
        Files.delete(folder.resolve(file));

        assertRefused(folder, folder.resolve(file) + ": file is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wuerstchen-prior/prior/config.json | c | \"wide\" | c: \"wide\" (expected: a whole number from 1 to 1000000)",
                "wuerstchen-prior/prior/config.json | depth | -1 | depth: -1 (expected: a whole number from 0 to 1000)",
                "wuerstchen-prior/prior/config.json | depth | 1001 | depth: 1001 (expected: a whole number from 0 to 1000)",
                "wuerstchen-prior/prior/config.json | c_r | 2 | c_r: 2 (expected: a whole number from 4 to 1000000)",
                "wuerstchen-prior/prior/config.json | _class_name | \"Other\" | _class_name: Other (expected: WuerstchenPrior)",
                "wuerstchen-prior/prior/config.json | c_cond | 63 | c_cond: 63 (expected: the text encoder's hidden_size 64)",
                "wuerstchen-prior/model_index.json | latent_mean | \"x\" | latent_mean: \"x\" (expected: a number)",
                "wuerstchen-prior/model_index.json | resolution_multiple | 0 | resolution_multiple: 0.0 (expected: a number above 0)",
                "wuerstchen-prior/model_index.json | _class_name | \"X\" | _class_name: X (expected: WuerstchenPriorPipeline)",
                "wuerstchen-prior/scheduler/scheduler_config.json | scaler | -1 | scaler: -1.0 (expected: a number above 0)",
                "wuerstchen-prior/text_encoder/config.json | hidden_act | \"mish\" | hidden_act: mish (expected: one of [gelu, quick_gelu,",
                "wuerstchen-prior/text_encoder/config.json | model_type | \"bert\" | model_type: bert (expected: clip_text_model)",
                "wuerstchen-prior/text_encoder/config.json | num_attention_heads | 3 | num_attention_heads: 3 (expected: a divisor of hidden_size 64)",
                "wuerstchen-prior/text_encoder/config.json | layer_norm_eps | 0 | layer_norm_eps: 0.0 (expected: a number above 0)",
                "wuerstchen-prior/tokenizer/tokenizer_config.json | model_max_length | 99 | model_max_length: 99 (expected: at most max_position_embeddings 24)",
                "wuerstchen/decoder/config.json | level_config | [\"CT\",\"CTX\",\"CTA\",\"CTA\"] | level_config: CTX (expected: the letters C, T and A)",
                "wuerstchen/decoder/config.json | level_config | \"CT\" | level_config: \"CT\" (expected: a list)",
                "wuerstchen/decoder/config.json | blocks | [1,1] | blocks: [1, 1] (expected: one value for each of the levels",
                "wuerstchen/decoder/config.json | blocks | [1,1,1,1001] | blocks: 1001 (expected: a whole number from 0 to 1000)",
                "wuerstchen/decoder/config.json | blocks | [1000,1000,1000,1000] | blocks: [1000, 1000, 1000, 1000] (expected: at most 10000 with the letters of level_config, not 11000)",
                "wuerstchen/decoder/config.json | inject_effnet | [1,1,1,1] | inject_effnet: 1 (expected: true and false)",
                "wuerstchen/decoder/config.json | kernel_size | 4 | kernel_size: 4 (expected: an odd number)",
                "wuerstchen/decoder/config.json | nhead | [-1,-1,2,2] | nhead: -1 (expected: 1 to 48 where level_config has an A)",
                "wuerstchen/decoder/config.json | effnet_embd | 8 | effnet_embd: 8 (expected: the prior's c_in 16)",
                "wuerstchen/decoder/config.json | clip_embd | 8 | clip_embd: 8 (expected: the text encoder's hidden_size 48)",
                "wuerstchen/decoder/config.json | c_out | 8 | c_out: 8 (expected: the same as c_in, 4)",
                "wuerstchen/vqgan/config.json | out_channels | 4 | out_channels: 4 (expected: 3, for red, green and blue)",
                "wuerstchen/vqgan/config.json | latent_channels | 8 | c_in: 4 (expected: the vqgan's latent_channels 8)",
                "wuerstchen-prior/text_encoder/config.json | num_hidden_layers | 1001 | num_hidden_layers: 1001 (expected: a whole number from 0 to 1000)",
                "wuerstchen/vqgan/config.json | bottleneck_blocks | 1001 | bottleneck_blocks: 1001 (expected: a whole number from 0 to 1000)",
                "wuerstchen/vqgan/config.json | levels | 9 | levels: 9 (expected: few enough to halve embed_dim"
            })
    void aValueThatIsWrongIsNamedWithItsFile(String file, String key, String value, String message) throws IOException {
        copyModel();
        Path path = folder.resolve(file);
        ObjectNode config = (ObjectNode) JSON.readTree(path.toFile());
        JSON.writeValue(path.toFile(), config.set(key, JSON.readTree(value)));

        assertThatThrownBy(this::load)
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(
                        folder.resolve(file).getParent().getParent().toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aWeightOfAnotherShapeIsNamed() throws IOException {
        copyModel();
        Path config = folder.resolve("wuerstchen-prior/prior/config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\"c\": 96", "\"c\": 98"));

        assertRefused(
                folder,
                folder.resolve("wuerstchen-prior/prior/diffusion_pytorch_model.safetensors")
                        + ": tensor projection.weight has shape [96, 16, 1, 1] (expected: [98, 16, 1, 1], as config.json says)");
    }

    @Test
    void aMissingWeightIsNamed() throws IOException {
        copyModel();
        Path config = folder.resolve("wuerstchen-prior/prior/config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\"depth\": 2", "\"depth\": 3"));

        assertRefused(
                folder,
                folder.resolve("wuerstchen-prior/prior/diffusion_pytorch_model.safetensors")
                        + ": tensor blocks.6.depthwise.weight is missing");
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        copyModel();
        Path file = folder.resolve("wuerstchen/decoder/diffusion_pytorch_model.safetensors");
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(access.length() - 1000);
        }

        assertThatThrownBy(this::load)
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(file + ": tensor ")
                .hasMessageContaining("expected: within the file's");
    }

    @ParameterizedTest
    @CsvSource({"wuerstchen/vqgan/config.json", "fleet.json"})
    void jsonThatIsNoneIsNamed(String file) throws IOException {
        copyModel();
        Files.writeString(folder.resolve(file), "{\"a\":");

        assertThatThrownBy(this::load)
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder.resolve(file) + ": is no JSON: ");
    }

    @Test
    void theDigestFollowsTheWeightsAndNothingElse() throws IOException {
        copyModel();
        String original = digest();
        Files.writeString(folder.resolve("fleet.json"), "{\"width\": 128}");
        Files.writeString(folder.resolve("wuerstchen/README.md"), "read me");
        assertThat(digest()).isEqualTo(original).hasSize(64);

        Path weights = folder.resolve("wuerstchen/vqgan/diffusion_pytorch_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);

        assertThat(digest()).isNotEqualTo(original);
    }

    @Test
    void digestsAreTakenFromWhereTheyAreRecorded() throws IOException {
        copyModel();
        String read = digest();
        record("0".repeat(64));

        assertThat(digest()).isNotEqualTo(read);
        assertThat(digest()).isEqualTo(digest());
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0, 60"})
    void aFileThatHasChangedSinceItsDigestWasRecordedIsRead(int longer, int secondsLater) throws IOException {
        copyModel();
        Path fleet = folder.resolve("wuerstchen/vqgan/config.json");
        record("0".repeat(64));
        Files.writeString(fleet, Files.readString(fleet) + " ".repeat(longer));
        FileTime recorded = Files.getLastModifiedTime(folder.resolve("fleet-model.json"));
        Files.setLastModifiedTime(fleet, FileTime.from(recorded.toInstant().plusSeconds(secondsLater)));
        String changed = digest();
        Files.delete(folder.resolve("fleet-model.json"));

        assertThat(changed).isEqualTo(digest());
    }

    @Test
    void aFileThatWasPutInsteadOfTheRecordedOneIsReadThoughItIsAsLongAndOlder(@TempDir Path elsewhere)
            throws IOException {
        copyModel();
        Path config = folder.resolve("wuerstchen/vqgan/config.json");
        Path other = Files.writeString(
                elsewhere.resolve("other"), Files.readString(config).replaceFirst("\n", " "));
        Files.setLastModifiedTime(other, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        record("0".repeat(64));
        FileTime recorded = Files.getLastModifiedTime(folder.resolve("fleet-model.json"));
        // File systems tell times in steps of some milliseconds.
        await().until(() -> {
            Files.copy(other, config, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            return ((FileTime) Files.getAttribute(config, "unix:ctime")).compareTo(recorded) > 0;
        });

        String digest = digest();

        Files.delete(folder.resolve("fleet-model.json"));
        assertThat(digest).isEqualTo(digest());
    }

    /** Says of Stage A's config that it has this digest. */
    private void record(String sha256) throws IOException {
        Path file = folder.resolve("wuerstchen/vqgan/config.json");
        new ModelManifest(
                        "a test",
                        List.of(),
                        List.of(new ModelFile("wuerstchen/vqgan/config.json", Files.size(file), sha256)))
                .write(folder);
    }

    @Test
    void aModelHasTheNameOfItsFolderAndItsDefaults() {
        try (WuerstchenPipeline pipeline =
                WuerstchenPipeline.load(Goldens.model("emoji"), PipelineOptions.defaults())) {
            assertThat(pipeline.model().name()).isEqualTo("wuerstchen-emoji");
            assertThat(pipeline.model().defaults())
                    .containsEntry("prior_steps", 20)
                    .containsEntry("prior_guidance", 4.0);
            assertThat(pipeline.device()).startsWith("cpu");
        }
    }

    @Test
    void aNullInFleetJsonCountsAsAbsent() throws IOException {
        copyModel();
        Files.writeString(folder.resolve("fleet.json"), "{\"seed\": null, \"prior_steps\": 20}");

        try (WuerstchenPipeline pipeline = load()) {
            Settings defaults = ModelDefaults.of(pipeline.model());
            assertThat(defaults.canvas().seed()).isNull();
            assertThat(defaults.prior().schedule()).isEqualTo(new Schedule.Steps(20));
        }
    }

    @Test
    void aClosedPipelineDrawsNothing() throws IOException {
        copyModel();
        WuerstchenPipeline pipeline = load();
        pipeline.close();
        pipeline.close();

        assertThatThrownBy(() -> pipeline.generate(
                        new Sampling(128, 128, List.of(1f, 0f), List.of(1f, 0f)), new Drawing("", "", 1, 0, 0)))
                .hasMessage("the pipeline is closed");
    }

    private void assertRefused(Path model, String message) {
        assertThatThrownBy(() -> WuerstchenPipeline.load(model, PipelineOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessage(message);
    }

    private WuerstchenPipeline load() {
        return WuerstchenPipeline.load(folder, PipelineOptions.defaults());
    }

    private String digest() {
        try (WuerstchenPipeline pipeline = load()) {
            return pipeline.model().digest();
        }
    }

    private void copyModel() throws IOException {
        Path model = Goldens.model("tiny");
        try (Stream<Path> files = Files.walk(model)) {
            files.filter(Files::isRegularFile).forEach(file -> copy(file, folder.resolve(model.relativize(file))));
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
