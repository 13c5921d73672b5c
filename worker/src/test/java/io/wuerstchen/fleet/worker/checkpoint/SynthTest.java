package io.wuerstchen.fleet.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.checkpoint.ExpectedTensor.Use;
import io.wuerstchen.fleet.worker.checkpoint.Synth.WeightType;
import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.weights.SafetensorsFile;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.JsonConfig;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.Timesteps;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SynthTest {
    @TempDir
    private Path folder;

    /** Files of these models were written by diffusers and transformers themselves. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "odd", "emoji"})
    void asksForTheTensorsThatTheReferenceWrites(String model) {
        for (Part part : Part.values()) {
            assertThat(asked(part, JsonConfig.read(Goldens.model(model).resolve(part.config()))))
                    .as(model + " " + part)
                    .isEqualTo(written(Goldens.model(model).resolve(part.weights())));
        }
    }

    @ParameterizedTest
    @CsvSource({"PRIOR, 648, 993636896", "DECODER, 990, 1055365280", "VQGAN, 122, 18406894"})
    void theReleasedModelHasAsManyParametersAsTheReferenceCounts(Part part, int tensors, long parameters) {
        List<ExpectedTensor> asked = part.tensors(Likeness.RELEASED.config(part));

        assertThat(asked).hasSize(tensors);
        assertThat(asked.stream()
                        .filter(tensor -> tensor.use() != Use.UNREAD_COUNT
                                && !tensor.name().contains(".running_"))
                        .mapToLong(SynthTest::elements)
                        .sum())
                .isEqualTo(parameters);
    }

    @ParameterizedTest
    @EnumSource(WeightType.class)
    void writesAModelThatDrawsAFinitePictureThatIsNotFlat(WeightType type) throws IOException {
        synth(type, 1).write(folder, "test");

        Picture picture = draw();

        assertThat(picture.imageEmbeddings().values()).doesNotContain(Float.NaN, Float.POSITIVE_INFINITY);
        assertThat(spread(picture.imageEmbeddings().values())).isBetween(1f, 10_000f);
        assertThat(spread(picture.latents().values())).isBetween(1f, 1_000f);
        assertThat(Arrays.stream(colours(picture)).distinct().count()).isGreaterThan(1000);
    }

    @Test
    void recordsWhatItHasWritten() throws IOException {
        Synth synth = synth(WeightType.FLOAT16, 1);
        synth.write(folder, "fleet model synth --like demo");

        ModelManifest manifest = ModelManifest.read(folder).orElseThrow();

        assertThat(manifest.madeBy()).isEqualTo("fleet model synth --like demo");
        assertThat(manifest.files()).hasSize(25).allSatisfy(file -> assertThat(
                        ModelFile.of(file.path(), Files.readAllBytes(folder.resolve(file.path()))))
                .isEqualTo(file));
        assertThat(manifest.files().stream()
                        .filter(file -> file.path().endsWith(".safetensors"))
                        .mapToLong(ModelFile::bytes)
                        .sum())
                .isEqualTo(synth.bytes());
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherGivesOthers() throws IOException {
        List<ModelFile> first = files("first", 1);

        assertThat(files("again", 1)).isEqualTo(first);
        assertThat(files("other", 2)).isNotEqualTo(first);
    }

    @Test
    void noTwoTensorsAreAlike() throws IOException {
        synth(WeightType.FLOAT32, 0).write(folder, "test");

        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(Part.PRIOR.weights()))) {
            assertThat(file.floats("blocks.0.channelwise.0.weight"))
                    .isNotEqualTo(file.floats("blocks.3.channelwise.0.weight"));
        }
    }

    private Synth synth(WeightType type, long seed) {
        return new Synth(new Synth.Settings(Likeness.DEMO, type, seed), Goldens.model("emoji"), bytes -> {});
    }

    private List<ModelFile> files(String name, long seed) throws IOException {
        Path model = Files.createDirectory(folder.resolve(name));
        synth(WeightType.FLOAT16, seed).write(model, "test");
        return ModelManifest.read(model).orElseThrow().files();
    }

    private Picture draw() {
        var sampling = new Sampling(128, 128, Timesteps.ofSteps(5), Timesteps.ofSteps(3));
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(folder, PipelineOptions.defaults())) {
            return pipeline.generate(sampling, new Drawing("a cat", "", 1, 4, 0))
                    .get(0);
        }
    }

    private static int[] colours(Picture picture) {
        return picture.image().toBufferedImage().getRGB(0, 0, picture.width(), picture.height(), null, 0, 128);
    }

    private static float spread(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static Map<String, List<Long>> asked(Part part, JsonConfig config) {
        return part.tensors(config).stream().collect(Collectors.toMap(ExpectedTensor::name, ExpectedTensor::shape));
    }

    private static Map<String, List<Long>> written(Path file) {
        try (SafetensorsFile weights = SafetensorsFile.open(file)) {
            return weights.tensors().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().shape()));
        }
    }

    private static long elements(ExpectedTensor tensor) {
        return tensor.shape().stream().reduce(1L, Math::multiplyExact);
    }
}
