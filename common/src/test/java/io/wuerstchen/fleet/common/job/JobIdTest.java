package io.wuerstchen.fleet.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {
    @Test
    void readsAsBatchAndRow() {
        assertThat(new JobId("prompts_2.v-1", 12)).hasToString("prompts_2.v-1/12");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a b", "a/b", ".", "..", "-a", "ä", "a\n"})
    void refusesANameThatCouldEscapeFromItsFolder(String batch) {
        assertThatThrownBy(() -> new JobId(batch, 0))
                .hasMessage("batch: " + batch + " (expected: 1 to 100 letters, digits, '.', '-' or '_')");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1_000_000_000L})
    void refusesARowThatHasNoPlace(long row) {
        assertThatThrownBy(() -> new JobId("a", row)).hasMessage("row: " + row + " (expected: 0 to 999999999)");
    }
}
