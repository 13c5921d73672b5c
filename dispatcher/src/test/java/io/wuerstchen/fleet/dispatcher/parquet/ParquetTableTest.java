package io.wuerstchen.fleet.dispatcher.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableTest {
    private static final List<ParquetColumn> COLUMNS = List.of(
            new ParquetColumn("text", Kind.TEXT),
            new ParquetColumn("integer", Kind.INTEGER),
            new ParquetColumn("long", Kind.LONG),
            new ParquetColumn("double", Kind.DOUBLE),
            new ParquetColumn("boolean", Kind.BOOLEAN));

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = written("a", 1000);

        List<ObjectNode> rows = read(ParquetRecords.open(file));

        assertThat(rows).hasSize(1000);
        assertThat(rows.get(7).toString())
                .isEqualTo(
                        "{\"text\":\"größe 7\",\"integer\":7,\"long\":9223372036854775807,\"double\":7.5,\"boolean\":true}");
        assertThat(rows.get(8)).isEmpty();
    }

    @Test
    void readsOnlyTheColumnsThatAreAskedFor() throws IOException {
        Path file = written("a", 3);

        ParquetRecords records = ParquetRecords.open(file, Set.of("integer", "nothing"));

        assertThat(records.columns()).containsExactly("integer");
        assertThat(read(records).get(1).toString()).isEqualTo("{\"integer\":1}");
    }

    @Test
    void theSameRowsAreTheSameBytes() throws IOException {
        assertThat(written("a", 5000)).hasSameBinaryContentAs(written("b", 5000));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsSaidWithTheFileThatDoesNotFit() {
        assertThatThrownBy(() -> new ParquetTable(Path.of("/dev/full"), COLUMNS, Map.of()).close())
                .isInstanceOf(IOException.class)
                .hasMessage("/dev/full: No space left on device");
    }

    private Path written(String name, int rows) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "what stood there before");
        try (ParquetTable table = new ParquetTable(file, COLUMNS, Map.of("schema_version", "1"))) {
            for (int i = 0; i < rows; i++) {
                table.add(
                        i == 8
                                ? Arrays.asList(null, null, null, null, null)
                                : List.of("größe " + i, i, Long.MAX_VALUE, i + 0.5, i % 2 == 1));
            }
        }
        return file;
    }

    private static List<ObjectNode> read(ParquetRecords records) throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        try (records) {
            for (ObjectNode row = records.next(); row != null; row = records.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
