package io.wuerstchen.fleet.dispatcher.intake;

import static io.wuerstchen.fleet.dispatcher.intake.ReadRows.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetPromptsTest {
    private static final Path FILES =
            Path.of(System.getProperty("fleet.root"), "dispatcher/src/test/resources/parquet");

    @TempDir
    private Path folder;

    /** Files that pyarrow 26 wrote, with whole numbers as doubles, a struct, a map and lists. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pyarrow-none.parquet",
                "pyarrow-snappy.parquet",
                "pyarrow-gzip.parquet",
                "pyarrow-zstd.parquet",
                "pyarrow-pages-v2.parquet"
            })
    void readsEveryFieldWhateverTheCompression(String file) {
        List<Row> rows = ReadRows.of(PromptSource.file(FILES.resolve(file)));

        Settings settings = prompt(rows.get(0)).settings();
        assertThat(rows).extracting(Row::id).containsExactly("apple", "pear", "fig");
        assertThat(settings.canvas()).isEqualTo(new Settings.Canvas(256, 128, null, 7L));
        assertThat(settings.prior()).isEqualTo(new Settings.Stage(new Schedule.Timesteps(List.of(1.0, 0.5, 0.0)), 4.1));
        assertThat(settings.output().save()).isEqualTo(Set.of(Save.EMBEDDINGS, Save.LATENTS));
        assertThat(prompt(rows.get(0)).metadata())
                .isEqualTo(Map.of(
                        "sku", "A-1", "day", "2026-01-02", "price", "1.50", "tags", Map.of("a", "b"), "shop", "x"));
        assertThat(prompt(rows.get(1)).text()).isEqualTo("a größe 🍐");
        assertThat(prompt(rows.get(1)).settings().canvas()).isEqualTo(Settings.Canvas.NONE);
    }

    @Test
    void aBadRowStopsNoOther() {
        List<Row> rows = ReadRows.of(PromptSource.file(FILES.resolve("pyarrow-snappy.parquet")));

        assertThat(ReadRows.reason(rows.get(2))).startsWith("prompt: missing");
        assertThat(rows.get(2).place()).extracting(Row.Place::line).isEqualTo(3L);
    }

    @Test
    void readsAStreamToo() throws IOException {
        byte[] bytes = Files.readAllBytes(FILES.resolve("pyarrow-snappy.parquet"));

        List<Row> rows = ReadRows.of(PromptSource.parse("-", new ByteArrayInputStream(bytes)));

        assertThat(rows).extracting(Row::id).containsExactly("apple", "pear", "fig");
    }

    @Test
    void aColumnThatNobodyKnowsRefusesTheFile() throws IOException {
        Path file = file(List.of("prompt", "widht"), List.of("a cat", "128"));

        assertThatThrownBy(() -> ReadRows.of(PromptSource.file(file)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("prompts: " + file + ": widht: unknown column (did you mean width?)");
    }

    @Test
    void aFileWithoutPromptsIsRefused() throws IOException {
        Path file = file(List.of("id"), List.of("a"));

        assertThatThrownBy(() -> ReadRows.of(PromptSource.file(file)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageEndingWith("prompt: no such column (expected: one of that name)");
    }

    @Test
    void aCompressionThatIsNotReadIsNamed() {
        assertThatThrownBy(() -> ReadRows.of(PromptSource.file(FILES.resolve("pyarrow-lz4.parquet"))))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageEndingWith("compression: LZ4_RAW (expected: none, snappy, gzip or zstd)");
    }

    @Test
    void aFileThatBreaksOffIsOneClearError() throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve("pyarrow-snappy.parquet"));

        assertThatThrownBy(() -> ReadRows.of("p.parquet", Arrays.copyOf(whole, whole.length - 10)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("prompts: p.parquet: ")
                .hasMessageEndingWith("(expected: a whole file)");
    }

    @Test
    void aRowOverTheLimitIsRejected() throws IOException {
        Path file = file(List.of("prompt"), List.of("word ".repeat(300_000)));

        assertThat(ReadRows.of(PromptSource.file(file))).singleElement().satisfies(row -> assertThat(
                        ReadRows.reason(row))
                .matches("row: \\d+ bytes as JSON \\(expected: at most 1048576\\)"));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
    void aFileThatIsRefusedIsClosed() throws IOException {
        Path file = file(List.of("prompt", "widht"), List.of("a cat", "128"));

        assertThatThrownBy(() -> ReadRows.of(PromptSource.file(file))).isInstanceOf(InvalidJobException.class);

        assertThat(openFiles()).doesNotContain(file.toRealPath());
    }

    /** Parquet forbids such a key, but some writers leave it open. */
    @Test
    void aMapWithoutAKeyStopsNoOtherRow() throws IOException {
        List<Row> rows = ReadRows.of(PromptSource.file(fileWithKeys("shop", null, "sku")));

        assertThat(prompt(rows.get(0)).metadata()).isEqualTo(Map.of("shop", "x"));
        assertThat(ReadRows.reason(rows.get(1))).isEqualTo("a map's key: null (expected: text)");
        assertThat(prompt(rows.get(2)).metadata()).isEqualTo(Map.of("sku", "x"));
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (DirectoryStream<Path> handles = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path handle : handles) {
                if (Files.isSymbolicLink(handle)) {
                    open.add(Files.readSymbolicLink(handle));
                }
            }
        }
        return open;
    }

    private Path fileWithKeys(String... keys) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("""
                message row {
                  required binary prompt (UTF8);
                  required group metadata (MAP) {
                    repeated group key_value { optional binary key (UTF8); optional binary value (UTF8); }
                  }
                }""");
        Path file = folder.resolve("keys.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .build()) {
            for (String key : keys) {
                Group row = new SimpleGroup(schema);
                row.add("prompt", "a cat");
                Group entry = row.addGroup("metadata").addGroup("key_value");
                if (key != null) {
                    entry.add("key", key);
                }
                entry.add("value", "x");
                writer.write(row);
            }
        }
        return file;
    }

    private Path file(List<String> columns, List<String> row) throws IOException {
        List<ParquetColumn> typed = new ArrayList<>();
        columns.forEach(name -> typed.add(new ParquetColumn(name, Kind.TEXT)));
        Path file = folder.resolve("p.parquet");
        try (ParquetTable table = new ParquetTable(file, typed, Map.of())) {
            table.add(row);
        }
        return file;
    }
}
