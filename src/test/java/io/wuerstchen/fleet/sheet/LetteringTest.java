package io.wuerstchen.fleet.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LetteringTest {
    private final Optional<Lettering> lettering = Lettering.find();

    @BeforeEach
    void needsFonts() {
        assumeThat(lettering).as("fonts on this machine").isPresent();
    }

    @Test
    void breaksBetweenWords() {
        assertThat(lettering.orElseThrow().captionLines("  a red apple\n on a blue background ", 120))
                .hasSizeBetween(2, 3)
                .allSatisfy(line -> assertThat(line).isEqualTo(line.strip()).isNotEmpty())
                .satisfies(lines -> assertThat(String.join(" ", lines)).isEqualTo("a red apple on a blue background"));
    }

    @Test
    void saysThatThereIsMore() {
        assertThat(lettering.orElseThrow().captionLines("on and ".repeat(10_000), 120))
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(2)).endsWith("…"));
    }

    @Test
    void cutsAWordThatIsTooLong() {
        assertThat(lettering.orElseThrow().captionLines("x".repeat(1000), 120)).hasSize(3);
    }

    @Test
    void hasNoLinesForAnEmptyPrompt() {
        assertThat(lettering.orElseThrow().captionLines("", 120)).isEmpty();
    }
}
