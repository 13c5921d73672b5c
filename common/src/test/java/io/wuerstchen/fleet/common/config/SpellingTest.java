package io.wuerstchen.fleet.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "kitten, sitting, 3",
        "flaw, lawn, 2",
        "width, width, 0",
        "'', seed, 4",
        "seed, '', 4",
        "widht, width, 2"
    })
    void countsLettersToInsertDropOrChange(String a, String b, int distance) {
        assertThat(Spelling.distance(a, b)).isEqualTo(distance);
    }
}
