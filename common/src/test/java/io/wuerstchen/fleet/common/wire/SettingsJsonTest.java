package io.wuerstchen.fleet.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsJsonTest {
    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("{'n': 1.0}", "n: 1.0 (expected: a whole number)"),
                arguments("{'n': '2'}", "n: \"2\" (expected: a whole number)"),
                arguments(
                        "{'seed': 'pear'}", "seed: \"pear\" (expected: a whole number from 0 to 9223372036854775807)"),
                arguments(
                        "{'seed': 9223372036854775808}",
                        "seed: 9223372036854775808 (expected: a whole number from 0 to 9223372036854775807)"),
                arguments("{'negative_prompt': 3}", "negative_prompt: 3 (expected: a string)"),
                arguments("{'size': '100x128'}", "width: 100 (expected: a multiple of 128, nearest 128)"),
                arguments("{'size': '128x128', 'width': 128}", "size and width: both given (expected: one of them)"),
                arguments("{'prior_steps': 0}", "prior_steps: 0 (expected: 1 to 1000)"),
                arguments("{'decoder_steps': 1001}", "decoder_steps: 1001 (expected: 1 to 1000)"),
                arguments(
                        "{'prior_steps': 20, 'prior_timesteps': 'default'}",
                        "prior_timesteps and prior_steps: both given (expected: one of them)"),
                arguments(
                        "{'decoder_timesteps': [0, 1]}",
                        "decoder_timesteps: [0.0, 1.0] (expected: two values or more, strictly descending within 1 to 0)"),
                arguments(
                        "{'prior_timesteps': [1, NaN]}",
                        "prior_timesteps: [1.0, NaN] (expected: two values or more, strictly descending within 1 to 0)"),
                arguments(
                        "{'prior_timesteps': [1, '0']}",
                        "prior_timesteps: [1,\"0\"] (expected: a list of numbers, or \"default\")"),
                arguments(
                        "{'prior_timesteps': '1,x'}",
                        "prior_timesteps: 1,x (expected: \"default\", or numbers with commas as in 1.0,0.5,0)"),
                arguments("{'prior_guidance': '4'}", "prior_guidance: \"4\" (expected: a number)"),
                arguments("{'output_format': 'gif'}", "output_format: gif (expected: png, jpeg or webp)"),
                arguments("{'save': ['pixels']}", "save: pixels (expected: embeddings or latents)"),
                arguments("{'save': 'latents'}", "save: \"latents\" (expected: a list of strings)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesTheFieldTheValueAndWhatWasExpected(String json, String message) {
        assertThatThrownBy(() -> read(json.replace('\'', '"')))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(message);
    }

    @Test
    void readsASize() {
        Settings settings = read("{\"size\": \"256x128\", \"prompt\": \"ignored here\"}");

        assertThat(settings.canvas()).isEqualTo(new Settings.Canvas(256, 128, null, null));
    }

    @Test
    void readsTimestepsInEveryForm() {
        assertThat(read("{\"prior_timesteps\": \"default\"}").prior().schedule())
                .isEqualTo(new Schedule.StageCDefault());
        assertThat(read("{\"prior_timesteps\": [1, 0.5, 0]}").prior().schedule())
                .isEqualTo(new Schedule.Timesteps(List.of(1.0, 0.5, 0.0)));
        assertThat(read("{\"decoder_timesteps\": \"1, 0.5 ,0\"}").decoder().schedule())
                .isEqualTo(new Schedule.Timesteps(List.of(1.0, 0.5, 0.0)));
    }

    @Test
    void takesNullForOpen() {
        assertThat(read("{\"n\": null, \"prior_steps\": null, \"size\": null, \"save\": null}"))
                .isEqualTo(Settings.NONE);
    }

    private static Settings read(String json) {
        return SettingsJson.read(Json.parseObject(json));
    }
}
