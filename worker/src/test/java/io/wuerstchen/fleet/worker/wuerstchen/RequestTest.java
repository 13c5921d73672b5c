package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user may ask for, and what a refusal says. */
class RequestTest {
    /** As released: three halvings and patches of two. */
    private static final Geometry RELEASED = new Geometry(42.67, 10.67, 16, 4L << 20);

    @ParameterizedTest
    @CsvSource({"128, 3, 32", "384, 9, 96", "512, 12, 128", "1024, 24, 256", "1536, 36, 384", "2048, 48, 512"})
    void sidesFollowFromTheConfiguration(int pixels, int embeddings, int latents) {
        assertThat(RELEASED.embeddings(pixels)).isEqualTo(embeddings);
        assertThat(RELEASED.latents(pixels)).isEqualTo(latents);
    }

    @ParameterizedTest
    @CsvSource({
        "100, nearest 128",
        "0, nearest 128",
        "-5, nearest 128",
        "200, nearest 128 and 256",
        "1000, nearest 896 and 1024",
        "1088, nearest 1024 and 1152"
    })
    void aSideThatIsNoMultipleIsRefusedWithTheNearest(int pixels, String nearest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RELEASED.check(pixels, 128))
                .withMessage("width: " + pixels + " (expected: a multiple of 128, " + nearest + ")");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RELEASED.check(128, pixels))
                .withMessage("height: " + pixels + " (expected: a multiple of 128, " + nearest + ")");
    }

    @Test
    void tooManyPixelsAreRefusedWithTheNearestSize() {
        RELEASED.check(2048, 2048);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RELEASED.check(4096, 2048))
                .withMessage("size: 4096x2048 (expected: at most 4194304 pixels, nearest 2816x1408)");
    }

    @Test
    void aSideTheDecoderCannotHalveIsRefused() {
        Geometry coarse = new Geometry(42.67, 10.67, 64, 4L << 20);
        coarse.check(256, 512);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> coarse.check(128, 256))
                .withMessage("width: 128 (expected: a multiple of 128, nearest 256)");
    }

    @Test
    void aModelThatCanDrawNoSizeSaysSo() {
        Geometry none = new Geometry(42.67, 10.67, 1 << 20, 4L << 20);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.check(128, 128))
                .withMessage("width: 128 (expected: a multiple of 128, but this model can draw none)");
    }

    @Test
    void theSmallestAndTheLargestSeedAreLegal() {
        assertThat(new Drawing("", "", 0, 0, 0).seed()).isZero();
        assertThat(new Drawing("", "", Long.MAX_VALUE, 0, 0).seed()).isPositive();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Drawing("", "", -1, 0, 0))
                .withMessage("seed: -1 (expected: 0 to 9223372036854775807)");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-1"})
    void guidanceThatIsNoneIsRefused(double guidance) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Drawing("", "", 1, guidance, 0))
                .withMessage("prior_guidance: " + guidance + " (expected: a number, 0 or more)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Drawing("", "", 1, 0, guidance))
                .withMessage("decoder_guidance: " + guidance + " (expected: a number, 0 or more)");
    }

    @ParameterizedTest
    @CsvSource({"0", "-3", "1001"})
    void stepsOutOfRangeAreRefused(int steps) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timesteps.ofSteps(steps))
                .withMessage("steps: " + steps + " (expected: 1 to 1000)");
    }

    @Test
    void timestepsMustDescendWithinOneAndZero() {
        assertThat(Timesteps.checked(List.of(0.9f, 0.1f))).containsExactly(0.9f, 0.1f);
        assertRefused("timesteps: 1 values (expected: 2 to 1001)", 1f);
        assertRefused("timesteps: 1.5 after Infinity (expected: strictly descending within 1 to 0)", 1.5f, 0f);
        assertRefused("timesteps: 0.5 after 0.5 (expected: strictly descending within 1 to 0)", 0.5f, 0.5f);
        assertRefused("timesteps: -0.1 after 1.0 (expected: strictly descending within 1 to 0)", 1f, -0.1f);
        assertRefused("timesteps: NaN after 1.0 (expected: strictly descending within 1 to 0)", 1f, Float.NaN);
    }

    @Test
    void oneStepGoesAllTheWay() {
        assertThat(Timesteps.ofSteps(1)).containsExactly(1f, 0f);
    }

    @ParameterizedTest
    @CsvSource({"tpu", "cuda", "cuda:-1", "CPU", "''"})
    void aDeviceThatIsNoneIsRefused(String device) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PipelineOptions.defaults().withDevice(device))
                .withMessage("device: " + device + " (expected: auto, cpu or cuda:N)");
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceChoice.choose("cuda:0", 0))
                .withMessage("device: cuda:0 (expected: auto or cpu, because libtorch sees no CUDA device)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceChoice.choose("cuda:2", 2))
                .withMessage("device: cuda:2 (expected: auto or cpu, or cuda:0 to cuda:1)");
    }

    @Test
    void aPrecisionThatIsNoneOfTheDevicesIsRefused() {
        DeviceChoice cpu = DeviceChoice.choose("cpu", 0);
        DeviceChoice card = DeviceChoice.choose("cuda:0", 1);

        cpu.require(Precision.INT8);
        card.require(Precision.BFLOAT16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cpu.require(Precision.BFLOAT16))
                .withMessage("precision: bfloat16 on cpu, as asked (expected: one of float32, float16-weights, int8)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> card.require(Precision.INT8))
                .withMessage(
                        "precision: int8 on cuda:0, as asked (expected: one of float32, float16-weights, bfloat16, float16)");
    }

    @Test
    void theChoiceOfDeviceSaysWhy() {
        assertThat(DeviceChoice.choose("auto", 0).reason()).isEqualTo("cpu, because libtorch sees no CUDA device");
        assertThat(DeviceChoice.choose("auto", 2).reason()).isEqualTo("cuda:0, the first of 2 that libtorch sees");
        assertThat(DeviceChoice.choose("cuda:1", 2).reason()).isEqualTo("cuda:1, as asked");
        assertThat(DeviceChoice.choose("cpu", 2).reason()).isEqualTo("cpu, as asked");
    }

    private static void assertRefused(String message, Float... timesteps) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sampling(128, 128, List.of(timesteps), List.of(1f, 0f)))
                .withMessage(message);
    }
}
