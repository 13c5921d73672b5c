package io.wuerstchen.fleet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.bench.ModelBench.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelBenchTest {
    @Test
    void ofOneSizeAloneItIsNotSaidWhetherBatchingPays() {
        assertThat(ModelBench.verdict(List.of(row(1, 2.0)), 2.0))
                .isEqualTo("Whether batching pays is not known: only one size was measured.");
    }

    @Test
    void ofSeveralSizesItIsSaidByTheBest() {
        assertThat(ModelBench.verdict(List.of(row(1, 2.0), row(2, 1.0), row(4, 1.5)), 2.0))
                .isEqualTo("Batching pays: 2 at once are 2.00 times as fast as 1.");
        assertThat(ModelBench.verdict(List.of(row(1, 2.0), row(2, 1.95)), 2.0))
                .isEqualTo("Batching does not pay here: no size is 1.05 times as fast as 1.");
    }

    private static Row row(int size, double seconds) {
        return new Row(size, seconds, List.of(), 0);
    }
}
