package io.wuerstchen.fleet.export.sample;

import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import java.util.function.Function;

/** One fact about a sample; {@code null} where it has none. */
public record SampleColumn(String name, Kind kind, Function<Sample, Object> value) {
    ParquetColumn parquet() {
        return new ParquetColumn(name, kind);
    }
}
