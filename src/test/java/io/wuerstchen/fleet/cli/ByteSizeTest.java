package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({"512B,512", "500MB,500000000", "2GiB,2147483648", "1.5GB,1500000000", "0.5KiB,512"})
    void readsWhatPeopleWrite(String size, long bytes) {
        assertThat(ByteSize.parse("--memory-budget", size)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "", "0GB", "-1GB", "1,5GB", "8 GB", "8TB", "0.1B", "999999999999999GB"})
    void refusesWhatIsNoSizeOrHasNoUnit(String size) {
        assertThatThrownBy(() -> ByteSize.parse("--memory-budget", size))
                .hasMessage("--memory-budget: " + size + " (expected: a size with its unit, as in 500MB or 1.5GiB)");
    }

    @Test
    void namesItsOption() {
        assertThatThrownBy(() -> ByteSize.parse("--shard-bytes", "much"))
                .hasMessageStartingWith("--shard-bytes: much (expected: ");
    }
}
