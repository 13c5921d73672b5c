package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @Test
    void aWorkerIsOfferedASimulatedDevice() {
        assertThat(CommandLineRun.of("worker", "--help").out()).contains("simulated:100ms,faults");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate", "bench model", "bench memory", "bench quality"})
    void whatDrawsWithAModelAloneIsNot(String command) {
        assertThat(CommandLineRun.of((command + " --help").split(" ")).out())
                .contains("--device=DEVICE")
                .doesNotContain("simulated");
    }
}
