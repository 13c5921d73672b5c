package io.wuerstchen.fleet.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.Json;
import org.junit.jupiter.api.Test;

class SimulatedTextTest {
    @Test
    void aPictureThatNoModelDrewSaysSo() {
        var parameters = SampleText.parameters("a cat", "", new Settings.Stage(new Schedule.Steps(20), 4.0));

        GenerationText text = GenerationText.of(parameters, ModelRef.simulated("emoji"), 0);

        assertThat(text.parameters())
                .contains("Model hash: simulated:, Model: emoji")
                .endsWith(", Simulated: true");
        assertThat(Json.parseObject(text.json()).get("simulated").booleanValue())
                .isTrue();
        assertThat(text.xmp()).contains("digitalsourcetype/algorithmicMedia");
        assertThat(Json.parseObject(text.json()).get("weights").textValue()).isEqualTo("simulated:emoji");
    }
}
