package io.wuerstchen.fleet.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSeedsTest {
    /** Each by {@code printf 'demo/0' | sha256sum}, the last eight digits without the topmost bit. */
    @ParameterizedTest
    @CsvSource({"demo, 0, 0x2a3355b8", "demo, 7, 0x152fe8b2", "my seed, 123456, 0x141da110", "größe, 3, 0x423429eb"})
    void neverChange(String base, long row, String seed) {
        assertThat(new RowSeeds(base).of(row)).isEqualTo(Long.decode(seed));
    }
}
