package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.weights.SafetensorsFile;
import io.wuerstchen.fleet.worker.weights.TensorInfo;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryPlan.Need;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How pictures come out does not depend on the memory there is. */
class MemoryTest {
    private static final Sampling SAMPLING = new Sampling(128, 256, Timesteps.ofSteps(3), Timesteps.ofSteps(2));

    @Test
    void sequentialNetworksDrawWhatResidentOnesDraw() {
        List<Drawing> drawings = drawings(3);

        List<Picture> resident = drawn(new MemoryOptions(Memory.RESIDENT, 0), drawings);
        List<Picture> sequential = drawn(new MemoryOptions(Memory.SEQUENTIAL, 0), drawings);

        for (int i = 0; i < drawings.size(); i++) {
            assertSame(resident.get(i), sequential.get(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void subBatchesDrawWhatTheWholeDraws(int pictures) {
        List<Drawing> drawings = drawings(5);

        List<Picture> whole = drawn(new MemoryOptions(Memory.RESIDENT, 0), drawings);
        List<Picture> parts = drawn(new MemoryOptions(Memory.RESIDENT, budgetFor(pictures)), drawings);

        for (int i = 0; i < drawings.size(); i++) {
            assertSame(whole.get(i), parts.get(i));
            assertThat(parts.get(i).noiseDrawn()).isEqualTo(whole.get(i).noiseDrawn());
        }
    }

    @Test
    void tellsOfEveryStepOnceThoughItIsDoneInParts() {
        List<String> heard = new ArrayList<>();
        try (WuerstchenPipeline pipeline = pipeline(new MemoryOptions(Memory.RESIDENT, budgetFor(2)))) {

            pipeline.generate(
                    SAMPLING, drawings(5), (stage, done, total) -> heard.add(stage + " " + done + "/" + total));
        }

        assertThat(heard)
                .containsExactly("PRIOR 1/3", "PRIOR 2/3", "PRIOR 3/3", "DECODER 1/2", "DECODER 2/2", "VQGAN 1/1");
    }

    @Test
    void showsProgressInEachPartOfEachStep() {
        String whole = progress(0, 1);
        String parts = progress(budgetFor(1), 5);

        // Text and network, then each step; layer by layer in Stage A.
        assertThat(whole).matches("PRIOR\\.\\.\\.1\\.2\\.3DECODER\\.\\.\\.1\\.2VQGAN\\.{5,}1");
        assertThat(parts).matches("PRIOR[.]+1[.]+2[.]+3DECODER[.]+1[.]+2VQGAN[.]+1");
        assertThat(parts.length()).isGreaterThan(whole.length() + 10);
    }

    /** What all of a micro-batch keep may be too much where a picture alone is not. */
    @Test
    void picturesThatDoNotFitTogetherAreToldFromOneThatDoesNotFitAlone() {
        try (WuerstchenPipeline pipeline = pipeline(new MemoryOptions(Memory.RESIDENT, budgetFor(1)))) {
            assertThatThrownBy(() -> pipeline.generate(SAMPLING, drawings(500), StepListener.NONE))
                    .isInstanceOfSatisfying(DoesNotFitException.class, together -> assertThat(together.evenAlone())
                            .isFalse())
                    .hasMessageContaining("size: 500 of ");
            assertThatThrownBy(() -> pipeline.generate(
                            new Sampling(1024, 1024, Timesteps.ofSteps(1), Timesteps.ofSteps(1)),
                            drawings(500),
                            StepListener.NONE))
                    .isInstanceOfSatisfying(DoesNotFitException.class, alone -> assertThat(alone.evenAlone())
                            .isTrue())
                    .hasMessageContaining("size: 1024x1024");
        }
    }

    @Test
    void aSizeThatDoesNotFitIsRefusedBeforeAnythingIsDrawn() {
        try (WuerstchenPipeline pipeline = pipeline(new MemoryOptions(Memory.SEQUENTIAL, budgetFor(1)))) {
            assertThatCode(() -> pipeline.checkSize(1024, 1024)).doesNotThrowAnyException();
            assertThatThrownBy(() -> pipeline.generate(
                            new Sampling(1024, 1024, Timesteps.ofSteps(1), Timesteps.ofSteps(1)),
                            drawings(1),
                            StepListener.NONE))
                    .isInstanceOf(DoesNotFitException.class)
                    .hasMessageMatching("size: 1024x1024.* in stage \\w+ needs \\d+\\.\\d\\d GB of memory, .*"
                            + "expected: at most the budget of \\d+\\.\\d\\d GB; --memory-budget sets it.*");
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aFailureInTheMiddleOfAStageFreesEverything(Stage culprit) {
        try (WuerstchenPipeline pipeline = pipeline(new MemoryOptions(Memory.SEQUENTIAL, 0))) {
            int before = pipeline.openArrays();

            assertThatThrownBy(() -> pipeline.generate(SAMPLING, drawings(2), (stage, done, total) -> {
                        if (stage == culprit) {
                            throw new IllegalStateException("enough");
                        }
                    }))
                    .hasMessage("enough");

            assertThat(pipeline.openArrays()).isEqualTo(before);
            assertThat(pipeline.generate(SAMPLING, drawings(2), StepListener.NONE))
                    .hasSize(2);
            assertThat(pipeline.openArrays()).isEqualTo(before);
        }
    }

    @Test
    void autoKeepsWeightsWhereTheyFitBesideAPicture() {
        assertThat(planned(10_000_000_000L).memory()).isEqualTo(Memory.RESIDENT);
        assertThat(planned(3_100_000_000L).memory()).isEqualTo(Memory.RESIDENT);
        assertThat(planned(3_099_000_000L).memory()).isEqualTo(Memory.SEQUENTIAL);
    }

    /** Stage A's encoder is in the file, and no picture needs it. */
    @Test
    void countsOnlyWeightsThatAreRead() {
        long read = Stream.of(
                        "wuerstchen-prior/text_encoder/model",
                        "wuerstchen-prior/prior/diffusion_pytorch_model",
                        "wuerstchen/text_encoder/model",
                        "wuerstchen/decoder/diffusion_pytorch_model")
                .mapToLong(file -> bytes(file, name -> true))
                .sum();
        long decoder = bytes("wuerstchen/vqgan/diffusion_pytorch_model", name -> name.matches("(up|out)_block.*"));

        assertThat(weights(Precision.FLOAT32)).isEqualTo(read + decoder);
    }

    @Test
    void countsWeightsAsNarrowAsAPrecisionKeepsThem() {
        assertThat((double) weights(Precision.INT8) / weights(Precision.FLOAT32))
                .isBetween(0.25, 0.6);
        assertThat((double) weights(Precision.FLOAT16_WEIGHTS) / weights(Precision.FLOAT32))
                .isBetween(0.5, 0.7);
    }

    private static long weights(Precision precision) {
        PipelineOptions options = PipelineOptions.defaults().withDevice("cpu").withPrecision(precision);
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(Goldens.model("tiny"), options)) {
            return pipeline.plan().weights();
        }
    }

    private static long bytes(String file, Predicate<String> read) {
        try (SafetensorsFile weights =
                SafetensorsFile.open(Goldens.model("tiny").resolve(file + ".safetensors"))) {
            return weights.tensors().values().stream()
                            .filter(tensor -> read.test(tensor.name()))
                            .mapToLong(TensorInfo::elements)
                            .sum()
                    * Float.BYTES;
        }
    }

    private static MemoryPlan planned(long budget) {
        Need need = new Need(new SubBatches.Kind(Stage.DECODER, 1024, 1024, false), 1_000_000_000, 0, 500_000_000, 0);
        return MemoryPlan.of(Memory.AUTO, new DeviceMemory(budget, 600_000_000), 2_000_000_000, List.of(need));
    }

    /** Stages that begin by name, signs of progress as dots, and numbers of steps. */
    private static String progress(long budget, int pictures) {
        StringBuilder heard = new StringBuilder();
        try (WuerstchenPipeline pipeline = pipeline(new MemoryOptions(Memory.RESIDENT, budget))) {
            pipeline.generate(SAMPLING, drawings(pictures), new StepListener() {
                @Override
                public void onStart(Stage stage) {
                    heard.append(stage);
                }

                @Override
                public void onStep(Stage stage, int done, int total) {
                    heard.append(done);
                }

                @Override
                public void onProgress() {
                    heard.append('.');
                }
            });
        }
        return heard.toString();
    }

    /** Room for so many pictures at once in the hungriest stage, of a micro-batch of five. */
    private static long budgetFor(int pictures) {
        try (WuerstchenPipeline pipeline = pipeline(new MemoryOptions(Memory.RESIDENT, 0))) {
            long stage = pipeline.needs(SAMPLING.width(), SAMPLING.height(), true, true).stream()
                    .mapToLong(need -> need.text() + pictures * need.picture() + 5 * need.kept())
                    .max()
                    .orElseThrow();
            return pipeline.plan().process() + pipeline.plan().weights() + stage;
        }
    }

    private static void assertSame(Picture expected, Picture picture) {
        Goldens.assertNear(
                "embeddings",
                expected.imageEmbeddings().values(),
                picture.imageEmbeddings().values(),
                Goldens.RUN);
        Goldens.assertNear(
                "latents", expected.latents().values(), picture.latents().values(), Goldens.RUN);
        Goldens.assertPixelsNear("pixels", expected.rgb(), 0, picture.rgb());
    }

    private static List<Picture> drawn(MemoryOptions memory, List<Drawing> drawings) {
        try (WuerstchenPipeline pipeline = pipeline(memory)) {
            return pipeline.generate(SAMPLING, drawings, StepListener.NONE);
        }
    }

    private static WuerstchenPipeline pipeline(MemoryOptions memory) {
        return WuerstchenPipeline.load(
                Goldens.model("tiny"),
                PipelineOptions.defaults().withDevice("cpu").withMemory(memory));
    }

    /** All different from one another, guided in both stages. */
    private static List<Drawing> drawings(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> new Drawing("a cat " + i, i % 2 == 0 ? "" : "a dog", 1000L + i, 2 + i, 1.5 + i))
                .toList();
    }
}
