package io.wuerstchen.fleet.export.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownPicturesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 59, 60, 61, 62, 119, 120, 1000, 4096})
    void aContactSheetShowsSixtyOrAllFromAllOverTheShard(int all) {
        List<Integer> shown = IntStream.range(0, all)
                .filter(index -> ShardWriter.isShown(index, all))
                .boxed()
                .toList();

        assertThat(shown).hasSize(Math.min(all, 60)).startsWith(0);
        assertThat(IntStream.range(1, shown.size()).map(i -> shown.get(i) - shown.get(i - 1)))
                .allMatch(gap -> gap == Math.max(1, all / 60) || gap == all / 60 + 1);
    }
}
