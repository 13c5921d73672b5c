package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ExportOptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"--near-duplicates", "--drop-near-duplicates"})
    void refusesADistanceAtWhichNearlyAllPairsWouldBeCompared(String option) {
        assertThat(options(option, "6").spec().near().distance()).isEqualTo(6);
        assertThatThrownBy(() -> options(option, "7").spec())
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(
                        option + ": 7 (expected: 0 to 6 bits; for more, nearly all pairs would have to be compared)");
    }

    private static ExportOptions options(String... line) {
        return CommandLine.populateCommand(new ExportOptions(), line);
    }
}
