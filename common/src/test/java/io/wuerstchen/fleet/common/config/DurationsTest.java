package io.wuerstchen.fleet.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @Test
    void readsThreeUnits() {
        assertThat(Durations.parse("grace", "250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(Durations.parse("grace", "20s")).isEqualTo(Duration.ofSeconds(20));
        assertThat(Durations.parse("grace", "2m")).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "s", "-1s", "1.5s", "1 s", "1h", "9999999999s"})
    void refusesAnythingElseByName(String phrase) {
        assertThatThrownBy(() -> Durations.parse("grace", phrase))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grace: " + phrase + " (expected: a whole number and ms, s or m, as in 20s)");
    }
}
