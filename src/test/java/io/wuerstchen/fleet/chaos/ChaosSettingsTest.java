package io.wuerstchen.fleet.chaos;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.chaos.ChaosSettings.Fleet;
import io.wuerstchen.fleet.chaos.ChaosSettings.Load;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChaosSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 10, 3, 100, 1, 'faults: 0 (expected: 1 to 100000)'",
        "100001, 10, 3, 100, 1, 'faults: 100001 (expected: 1 to 100000)'",
        "20, 0, 3, 100, 1, 'minutes: 0 (expected: 1 or more)'",
        "20, 10, 0, 100, 1, 'workers: 0 (expected: 1 to 64)'",
        "20, 10, 1000, 100, 1, 'workers: 1000 (expected: 1 to 64)'",
        "20, 10, 3, -1, 1, 'rows: -1 (expected: 1 to 1000000)'",
        "20, 10, 3, 100, 17, 'batches: 17 (expected: 1 to 16)'"
    })
    void whatNoMachineCouldTakeIsRefusedBeforeAnythingStarts(
            int faults, long minutes, int workers, int rows, int batches, String message) {
        assertThatThrownBy(() -> new ChaosSettings(
                        1,
                        faults,
                        Duration.ofMinutes(minutes),
                        new Fleet(workers, new Load(rows, batches), true, "emoji", List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
