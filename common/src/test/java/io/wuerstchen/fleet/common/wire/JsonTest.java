package io.wuerstchen.fleet.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "3",
                "null",
                "\"x\"",
                "{",
                "{}{}",
                "{} x",
                "{\"a\":1,\"a\":2}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":}"
            })
    void takesOneObjectAndNothingElse(String text) {
        assertThatThrownBy(() -> Json.parseObject(text))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageEndingWith(" (expected: one object)");
        assertThatThrownBy(() -> Json.parseObject(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageEndingWith(" (expected: one object)");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] latin = "{\"prompt\": \"äpple\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Json.parseObject(latin)).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        String bomb = "{\"a\":".repeat(100_000);

        assertThatThrownBy(() -> Json.parseObject(bomb)).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void carriesHalfACharacterThrough() {
        var node = Json.parseObject("{\"note\": \"\\ud83c!\"}");

        assertThat(Json.parseObject(Json.bytes(node))).isEqualTo(node);
    }

    @ParameterizedTest
    @CsvSource({"2.0E-3, 0.002", "2.0E23, 2.0E23", "1.1E23, 1.1E23", "2.2E-322, 2.2E-322", "0.1, 0.1"})
    void writesTheShortestNumberWhateverTheJdk(double value, String shortest) {
        var node = Json.object().put("x", value);

        assertThat(new String(Json.bytes(node), StandardCharsets.UTF_8)).isEqualTo("{\"x\":" + shortest + "}");
    }
}
