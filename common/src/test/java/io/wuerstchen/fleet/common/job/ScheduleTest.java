package io.wuerstchen.fleet.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.Schedule.StageCDefault;
import io.wuerstchen.fleet.common.job.Schedule.Steps;
import io.wuerstchen.fleet.common.job.Schedule.Timesteps;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @Test
    void countsItsSteps() {
        assertThat(new Steps(20).steps()).isEqualTo(20);
        assertThat(new Timesteps(List.of(1.0, 0.5, 0.25, 0.0)).steps()).isEqualTo(3);
        assertThat(new StageCDefault().steps()).isEqualTo(29);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void refusesACountThatIsNoLoop(int count) {
        assertThatThrownBy(() -> new Steps(count)).hasMessage("steps: " + count + " (expected: 1 to 1000)");
    }

    static Stream<List<Double>> wrong() {
        return Stream.of(
                List.of(),
                List.of(1.0),
                List.of(0.0, 1.0),
                List.of(1.0, 0.5, 0.5),
                List.of(1.1, 0.5),
                List.of(1.0, -0.1),
                List.of(1.0, Double.NaN),
                List.of(Double.POSITIVE_INFINITY, 0.0),
                List.of(0.5, 0.5 - 1e-12), // equal in float32
                Collections.nCopies(1002, 0.5));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesPointsThatDoNotDescendFromOneToZero(List<Double> values) {
        assertThatThrownBy(() -> new Timesteps(values))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("timesteps: [")
                .hasMessageEndingWith(" (expected: two values or more, strictly descending within 1 to 0)");
    }

    @Test
    void needNotReachFromOneToZero() {
        assertThat(new Timesteps(List.of(0.9, 0.1)).steps()).isEqualTo(1);
    }
}
