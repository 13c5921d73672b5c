package io.wuerstchen.fleet.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.Parameters.Canvas;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    private static final Resolution RESOLUTION = new Resolution(128, 128);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 11})
    void refusesNoPictureAndTooMany(int n) {
        assertThatThrownBy(() -> new Canvas(RESOLUTION, n, 0)).hasMessage("n: " + n + " (expected: 1 to 10)");
    }

    @Test
    void refusesANegativeSeed() {
        assertThatThrownBy(() -> new Canvas(RESOLUTION, 1, -1))
                .hasMessage("seed: -1 (expected: a whole number from 0 to 9223372036854775807)");
    }

    @Test
    void seedsCountUpAndStayLegal() {
        Canvas canvas = new Canvas(RESOLUTION, 3, Long.MAX_VALUE - 1);

        assertThat(canvas.seedOf(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(canvas.seedOf(2)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1000.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesGuidanceThatIsNoScale(double guidance) {
        Settings settings = guided("prior", guidance);

        assertThatThrownBy(() -> Parameters.of("a cat", settings, 0))
                .hasMessage("prior_guidance: " + guidance + " (expected: 0 to 1000; above 1 it is at work)");
    }

    @Test
    void namesTheDecodersGuidance() {
        assertThatThrownBy(() -> Parameters.of("a cat", guided("decoder", -1), 0))
                .hasMessageStartingWith("decoder_guidance: -1.0 ");
    }

    @Test
    void guidanceIsAtWorkAboveOneOnly() {
        assertThat(Parameters.of("", guided("prior", 1), 0).prior().guided()).isFalse();
        assertThat(Parameters.of("", guided("prior", 1.001), 0).prior().guided())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83C", "a \uDF4E", "\uDF4E\uD83C"})
    void refusesHalfACharacter(String text) {
        assertThatThrownBy(() -> Parameters.of(text, Settings.BUILT_IN, 0))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("prompt: ")
                .hasMessageEndingWith(" (expected: Unicode text without half a surrogate pair)");
    }

    @Test
    void refusesHalfACharacterInTheNegativePromptToo() {
        Settings.Stage open = Settings.Stage.NONE;
        Settings settings = new Settings("\uD83C", Settings.Canvas.NONE, open, open, Settings.NONE.output());

        assertThatThrownBy(() -> Parameters.of("", settings.over(Settings.BUILT_IN), 0))
                .hasMessageStartingWith("negative_prompt: ");
    }

    @Test
    void takesAnyWholeText() {
        assertThatCode(() -> Parameters.of("🍎\0\n\uFFFF", Settings.BUILT_IN, 0))
                .doesNotThrowAnyException();
    }

    @Test
    void keepsWhatItWasGivenWhenTheGiverGoesOn() {
        Set<Save> save = EnumSet.of(Save.LATENTS);
        Settings.Output output = new Settings.Output(OutputFormat.PNG, save);

        save.clear();

        assertThat(output.save()).containsExactly(Save.LATENTS);
    }

    private static Settings guided(String stage, double guidance) {
        Settings.Stage guided = new Settings.Stage(null, guidance);
        boolean prior = stage.equals("prior");
        return new Settings(
                        null,
                        Settings.Canvas.NONE,
                        prior ? guided : Settings.Stage.NONE,
                        prior ? Settings.Stage.NONE : guided,
                        Settings.NONE.output())
                .over(Settings.BUILT_IN);
    }
}
