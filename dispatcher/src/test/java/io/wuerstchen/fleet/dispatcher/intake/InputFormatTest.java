package io.wuerstchen.fleet.dispatcher.intake;

import static io.wuerstchen.fleet.dispatcher.intake.ReadRows.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFormatTest {
    @ParameterizedTest
    @CsvSource({
        "p.jsonl, JSONL",
        "p.NDJSON, JSONL",
        "a.csv.d/p.json, JSONL",
        "p.csv, CSV",
        "p.tsv.zst, TSV",
        "p.TXT.GZ, TEXT",
        "p.parquet, PARQUET",
    })
    void goesByTheExtension(String name, InputFormat format) {
        assertThat(InputFormat.ofName(name)).contains(format);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ` {"prompt": "a"}`       | JSONL
            `id,prompt,seed`         | CSV
            `"id","prompt"`          | CSV
            `id\tprompt`             | TSV
            `a red apple, ripe`      | TEXT
            `prompts of all sorts`   | TEXT
            `PAR1...`                | PARQUET
            """)
    void orElseByTheFirstLine(String line, InputFormat format) {
        assertThat(InputFormat.ofBeginning(line.translateEscapes().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(format);
    }

    @Test
    void plainTextIsAPromptALine() {
        List<Row> rows = ReadRows.of("p.txt", "a red apple\r\n\n{\"prompt\": \"no object\"}\n");

        assertThat(rows)
                .extracting(row -> prompt(row).text())
                .containsExactly("a red apple", "{\"prompt\": \"no object\"}");
        assertThat(rows).extracting(Row::id).containsExactly("0", "1");
    }

    @Test
    void readsStdinWhateverItsFormat() {
        byte[] bytes = "id,prompt\nx,a cat\n".getBytes(StandardCharsets.UTF_8);

        List<Row> rows = ReadRows.of(PromptSource.parse("-", new ByteArrayInputStream(bytes)));

        assertThat(rows).extracting(Row::id).containsExactly("x");
        assertThat(rows.get(0).place().file()).isEqualTo("stdin");
    }

    @Test
    void takesGzipAndZstdOffWhateverTheName() throws IOException {
        byte[] plain = "{\"prompt\": \"größe\"}\n".getBytes(StandardCharsets.UTF_8);

        assertThat(prompt(ReadRows.of("p.jsonl.gz", gzip(plain)).get(0)).text()).isEqualTo("größe");
        assertThat(prompt(ReadRows.of("p.jsonl", Zstd.compress(plain)).get(0)).text())
                .isEqualTo("größe");
        assertThat(prompt(ReadRows.of("stdin", gzip(plain)).get(0)).text()).isEqualTo("größe");
    }

    @Test
    void aCompressedFileThatBreaksOffIsOneClearErrorWithItsPlace() throws IOException {
        byte[] whole = gzip("{\"prompt\": \"a\"}\n".repeat(10).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> ReadRows.of("p.jsonl.gz", Arrays.copyOf(whole, whole.length - 12)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("prompts: p.jsonl.gz after line ")
                .hasMessageEndingWith("Unexpected end of ZLIB input stream (expected: a whole file)");
    }

    /** A bomb: 4 GiB of nothing, in 64 frames of a few KB each. */
    @Test
    void aBombIsOneLongLine() {
        byte[] frame = Zstd.compress(new byte[1 << 26]);
        List<InputStream> frames = Collections.nCopies(64, frame).stream()
                .<InputStream>map(ByteArrayInputStream::new)
                .toList();
        InputStream bomb = new SequenceInputStream(Collections.enumeration(frames));

        List<Row> rows = ReadRows.of(new PromptSource("p.jsonl.zst", () -> bomb));

        assertThat(rows).singleElement().satisfies(row -> assertThat(ReadRows.reason(row))
                .isEqualTo("line: 4294967296 bytes (expected: at most 1048576)"));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/spring cards.jsonl.gz, spring-cards",
        "prompts.csv, prompts",
        "v1.2.txt, v1.2",
        "p.parquet.zst, p",
        "--x.jsonl, x",
    })
    void aBatchIsNamedAfterItsFile(String file, String batch) {
        assertThat(new PromptSource(file, InputStream::nullInputStream).batchName())
                .isEqualTo(batch);
    }

    @Test
    void stdinNamesNoBatch() {
        assertThatThrownBy(() ->
                        PromptSource.parse("-", InputStream.nullInputStream()).batchName())
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: missing (expected: a name by --batch, as stdin has none)");
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
