package io.wuerstchen.fleet.export.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.GenerationJob.Origin;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetadataColumnsTest {
    private final MetadataColumns metadata = new MetadataColumns();

    @Test
    void aColumnHasTheTypeOfAllItsValues() {
        metadata.add(Map.of("text", "a", "whole", 1, "mixed", 1, "number", 1, "flag", true, "list", List.of(1)));
        metadata.add(Map.of("text", "b", "whole", 5_000_000_000L, "mixed", "x", "number", 0.5, "later", 2));

        assertThat(metadata.columns().stream().collect(Collectors.toMap(SampleColumn::name, SampleColumn::kind)))
                .isEqualTo(Map.of(
                        "metadata.text", Kind.TEXT,
                        "metadata.whole", Kind.LONG,
                        "metadata.mixed", Kind.TEXT,
                        "metadata.number", Kind.DOUBLE,
                        "metadata.flag", Kind.BOOLEAN,
                        "metadata.list", Kind.TEXT,
                        "metadata.later", Kind.LONG));
        assertThat(metadata.columns()).extracting(SampleColumn::name).isSorted();
    }

    @Test
    void whatHasNoOneTypeIsJson() {
        metadata.add(Map.of("mixed", 1, "list", List.of(1, "a"), "text", "a"));
        metadata.add(Map.of("mixed", "x"));

        Sample sample = sample(Map.of("mixed", "x", "list", List.of(1, "a"), "text", "a"));

        assertThat(metadata.columns())
                .extracting(column -> column.value().apply(sample))
                .containsExactly("[1,\"a\"]", "\"x\"", "a");
    }

    @Test
    void wholeNumbersAmongBrokenOnesAreBrokenOnes() {
        metadata.add(Map.of("number", 7));
        metadata.add(Map.of("number", 7.5));

        Object value = metadata.columns().get(0).value().apply(sample(Map.of("number", 7)));

        assertThat(value).isEqualTo(7.0);
    }

    @Test
    void textsAmongListsAreJsonToo() {
        metadata.add(Map.of("tags", "red"));
        metadata.add(Map.of("tags", List.of("red")));

        Object value = metadata.columns().get(0).value().apply(sample(Map.of("tags", "red")));

        assertThat(value).isEqualTo("\"red\"");
    }

    @Test
    void aMissingValueOrNullIsNone() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("a", null);
        metadata.add(nothing);
        metadata.add(Map.of("a", 1));

        assertThat(metadata.columns().get(0).value().apply(sample(nothing))).isNull();
        assertThat(metadata.columns().get(0).value().apply(sample(Map.of()))).isNull();
    }

    @Test
    void moreNamesThanATableShouldHaveAreOneColumn() {
        metadata.add(
                IntStream.range(0, MetadataColumns.MOST + 1).boxed().collect(Collectors.toMap(i -> "n" + i, i -> i)));

        assertThat(metadata.columns()).singleElement().satisfies(column -> {
            assertThat(column.name()).isEqualTo("metadata");
            assertThat(column.value().apply(sample(Map.of("a", 1)))).isEqualTo("{\"a\":1}");
        });
    }

    private static Sample sample(Map<String, Object> entries) {
        Origin origin = new Origin(new JobId("demo", 0), "id", entries);
        return new Sample(new JobResult(origin, new ModelRef("m", "d"), "w", null), null, null);
    }
}
