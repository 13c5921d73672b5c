package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A picture depends on its own drawing alone. */
class MicroBatchTest {
    private static final List<String> PROMPTS = List.of(
            "a red apple on a blue background", "a cat", "", "an owl on gray", "two dogs", "a key", "a bus", "x");
    private static final List<String> NEGATIVES = List.of("", "dog", "blue", "", "hat", "a lock", "cat", "y");
    private static final Sampling SAMPLING = new Sampling(128, 256, Timesteps.ofSteps(4), List.of(1f, 0.6f, 0.2f));

    private static WuerstchenPipeline pipeline;

    @BeforeAll
    static void load() {
        pipeline = WuerstchenPipeline.load(Goldens.model("tiny"), PipelineOptions.defaults());
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 0", "3, 2, 1.5", "8, 3, 1.2", "8, 1, 0", "3, 0, 2"})
    void mixedDrawingsEqualTheirSingles(int size, double priorGuidance, double decoderGuidance) {
        List<Drawing> drawings = drawings(size, priorGuidance, decoderGuidance);

        List<Picture> together = pipeline.generate(SAMPLING, drawings, StepListener.NONE);

        for (int i = 0; i < size; i++) {
            assertEqualWithinGoldenTolerance(
                    together.get(i),
                    pipeline.generate(SAMPLING, drawings.get(i)).get(0));
        }
    }

    /** One scale for all of them would make the loudest picture decide how finely the others are computed. */
    @Test
    void mixedDrawingsEqualTheirSinglesInEightBitsToo() {
        List<Drawing> drawings = drawings(5, 3, 1.5);
        PipelineOptions options = PipelineOptions.defaults().withDevice("cpu").withPrecision(Precision.INT8);
        try (WuerstchenPipeline eight = WuerstchenPipeline.load(Goldens.model("tiny"), options)) {

            List<Picture> together = eight.generate(SAMPLING, drawings, StepListener.NONE);

            for (int i = 0; i < drawings.size(); i++) {
                assertEqualWithinGoldenTolerance(
                        together.get(i),
                        eight.generate(SAMPLING, drawings.get(i)).get(0));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void repeatedRunsAreEqualBitForBit(int size) {
        List<Drawing> drawings = drawings(size, 3, 1.5);
        List<Picture> first = pipeline.generate(SAMPLING, drawings, StepListener.NONE);

        List<Picture> second = pipeline.generate(SAMPLING, drawings, StepListener.NONE);

        for (int i = 0; i < size; i++) {
            assertThat(second.get(i).latents().values())
                    .isEqualTo(first.get(i).latents().values());
            assertThat(second.get(i).rgb()).isEqualTo(first.get(i).rgb());
        }
    }

    @Test
    void seedsWithTheSameLow32BitsDrawTheSame() {
        Drawing low = new Drawing("a cat", "", 7, 2, 0);
        Drawing high = new Drawing("a cat", "", (1L << 62) + 7, 2, 0);

        List<Picture> pictures = pipeline.generate(SAMPLING, low, high);

        assertThat(pictures.get(1).rgb()).isEqualTo(pictures.get(0).rgb());
    }

    @Test
    void countsWhatTheGeneratorHasDrawn() {
        Picture picture =
                pipeline.generate(SAMPLING, new Drawing("a cat", "", 7, 2, 0)).get(0);

        int embeddings = 16 * 6 * 3;
        int latents = 4 * 64 * 32;
        assertThat(picture.noiseDrawn()).isEqualTo(new NoiseDrawn(5L * embeddings, 5L * embeddings + 3L * latents));
    }

    @Test
    void saysWhichPromptsWereCut() {
        String longPrompt = "a tree ".repeat(100);
        Drawing guided = new Drawing(longPrompt, longPrompt, 1, 4, 0);
        Drawing unguided = new Drawing(longPrompt, longPrompt, 1, 0, 0);

        assertThat(pipeline.generate(SAMPLING, guided).get(0).warnings())
                .containsExactly(
                        "prompt: 202 tokens, of which the model reads 24; the rest was cut",
                        "negative_prompt: 202 tokens, of which the model reads 24; the rest was cut");
        assertThat(pipeline.generate(SAMPLING, unguided).get(0).warnings())
                .containsExactly("prompt: 202 tokens, of which the model reads 24; the rest was cut");
    }

    @Test
    void tellsOfEveryStep() {
        List<String> heard = new ArrayList<>();

        pipeline.generate(
                SAMPLING, drawings(1, 2, 0), (stage, done, total) -> heard.add(stage + " " + done + "/" + total));

        assertThat(heard)
                .containsExactly(
                        "PRIOR 1/4", "PRIOR 2/4", "PRIOR 3/4", "PRIOR 4/4", "DECODER 1/2", "DECODER 2/2", "VQGAN 1/1");
    }

    @Test
    void aListenerMayEndTheDrawing() {
        StepListener impatient = (stage, done, total) -> {
            if (stage == Stage.DECODER) {
                throw new IllegalStateException("enough");
            }
        };

        assertThatThrownBy(() -> pipeline.generate(SAMPLING, drawings(1, 2, 0), impatient))
                .hasMessage("enough");
        assertThat(pipeline.generate(SAMPLING, drawings(1, 2, 0), StepListener.NONE))
                .hasSize(1);
    }

    @Test
    void keepsNoArrayOfARun() {
        pipeline.generate(SAMPLING, drawings(3, 2, 2), StepListener.NONE);
        int before = pipeline.openArrays();

        for (int i = 0; i < 3; i++) {
            pipeline.generate(SAMPLING, drawings(3, 2, 2), StepListener.NONE);
        }

        assertThat(pipeline.openArrays()).isEqualTo(before);
    }

    @Test
    void refusesGuidanceForSome() {
        Drawing guided = new Drawing("a", "", 1, 4, 0);
        Drawing unguided = new Drawing("a", "", 1, 1, 0);

        assertThatThrownBy(() -> pipeline.generate(SAMPLING, guided, unguided))
                .hasMessage(
                        "prior_guidance: above 1 for 1 of 2 drawings (expected: for all of a micro-batch or for none)");
    }

    @Test
    void refusesToDrawNothing() {
        assertThatThrownBy(() -> pipeline.generate(SAMPLING)).hasMessage("drawings: none (expected: one or more)");
    }

    private static void assertEqualWithinGoldenTolerance(Picture together, Picture alone) {
        Goldens.assertNear(
                "embeddings",
                alone.imageEmbeddings().values(),
                together.imageEmbeddings().values(),
                Goldens.RUN);
        Goldens.assertNear(
                "latents", alone.latents().values(), together.latents().values(), Goldens.RUN);
        Goldens.assertPixelsNear("pixels", alone.rgb(), 0, together.rgb());
    }

    /** All different from one another; guidance varies too, above the switch. */
    private static List<Drawing> drawings(int size, double priorGuidance, double decoderGuidance) {
        return IntStream.range(0, size)
                .mapToObj(i -> new Drawing(
                        PROMPTS.get(i),
                        NEGATIVES.get(i),
                        1000L + i,
                        varied(priorGuidance, i),
                        varied(decoderGuidance, i)))
                .toList();
    }

    private static double varied(double guidance, int i) {
        return guidance > 1 ? guidance + i * 0.7 : guidance;
    }
}
