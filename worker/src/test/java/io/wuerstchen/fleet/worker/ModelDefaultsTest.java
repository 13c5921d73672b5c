package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.worker.wuerstchen.ModelException;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDefaultsTest {
    @ParameterizedTest
    @CsvSource({"width, 100", "height, -128", "n, 11", "seed, -1", "prior_guidance, 2000", "decoder_steps, 0"})
    void aValueOutOfRangeIsNamedWithItsFile(String field, long value) {
        assertThatThrownBy(() -> ModelDefaults.of(new ModelInfo("emoji", "feed", Map.of(field, value))))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("fleet.json of emoji: " + field + ": " + value)
                .hasMessageContaining("(expected: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prior_stepz | unknown field (did you mean prior_steps?)",
                "foo         | unknown field (expected: one of negative_prompt, size, width, ",
            })
    void aFieldThatIsNoneIsNamedWithItsFile(String field, String message) {
        assertThatThrownBy(() -> ModelDefaults.of(new ModelInfo("emoji", "feed", Map.of("width", 128, field, 3))))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("fleet.json of emoji: " + field + ": " + message);
    }
}
