package io.wuerstchen.fleet.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptReaderTest {
    @TempDir
    private Path dir;

    @Test
    void readsEveryField() {
        Prompt prompt = prompt("""
                {"id": "apple", "prompt": "a red apple", "negative_prompt": "blur", "size": "256x128", "n": 2, "seed": 7, \
                "prior_timesteps": "default", "prior_guidance": 4, "decoder_steps": 10, "decoder_guidance": 0.5, \
                "output_format": "webp", "save": ["latents"], "metadata": {"sku": [1, null]}}""");

        assertThat(prompt.id()).isEqualTo("apple");
        assertThat(prompt.text()).isEqualTo("a red apple");
        assertThat(prompt.settings().negativePrompt()).isEqualTo("blur");
        assertThat(prompt.settings().canvas().width()).isEqualTo(256);
        assertThat(prompt.settings().canvas().height()).isEqualTo(128);
        assertThat(prompt.settings().canvas().n()).isEqualTo(2);
        assertThat(prompt.settings().canvas().seed()).isEqualTo(7);
        assertThat(prompt.settings().prior().schedule()).isEqualTo(new Schedule.StageCDefault());
        assertThat(prompt.settings().prior().guidance()).isEqualTo(4);
        assertThat(prompt.settings().decoder().schedule()).isEqualTo(new Schedule.Steps(10));
        assertThat(prompt.settings().decoder().guidance()).isEqualTo(0.5);
        assertThat(prompt.settings().output().format()).isEqualTo(OutputFormat.WEBP);
        assertThat(prompt.settings().output().save()).containsExactly(Save.LATENTS);
        assertThat(prompt.metadata()).containsOnlyKeys("sku");
    }

    @Test
    void leavesOpenWhatARowDoesNotSay() {
        Prompt prompt = prompt("{\"prompt\": \"\"}");

        assertThat(prompt.text()).isEmpty();
        assertThat(prompt.id()).isNull();
        assertThat(prompt.settings().canvas().width()).isNull();
        assertThat(prompt.settings().prior().schedule()).isNull();
        assertThat(prompt.metadata()).isEqualTo(Map.of());
    }

    @Test
    void toleratesByteOrderMarkCarriageReturnsBlankLinesAndAMissingLastNewline() {
        List<Row> rows = read("\uFEFF{\"prompt\": \"größe\"}\r\n\r\n   \n{\"prompt\": \"b\"}\n\n{\"prompt\": \"c\"}");

        assertThat(rows).extracting(Row::id).containsExactly("0", "1", "2");
        assertThat(rows).extracting(row -> row.place().line()).containsExactly(1L, 4L, 6L);
        assertThat(rows)
                .first()
                .satisfies(row -> assertThat(((PromptRow) row).prompt().text()).isEqualTo("größe"));
    }

    @Test
    void badRowsAreRowsTooAndNeverStopGoodOnes() {
        List<Row> rows = read("{\"prompt\": \"a\"}\nnot json\n[1]\n{\"id\": \"d\", \"prompt\": \"d\"}\n");

        assertThat(rows)
                .hasExactlyElementsOfTypes(PromptRow.class, RejectedRow.class, RejectedRow.class, PromptRow.class);
        assertThat(rows).extracting(row -> row.place().row()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(rows).extracting(Row::id).containsExactly("0", "1", "2", "d");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                       | prompt: missing
            {"prompt": null}                         | prompt: missing
            {"prompt": 3}                            | prompt: 3 (expected: a string)
            {"prompt": "p", "seed": "pear"}          | seed: "pear" (expected: a whole number from 0 to 9223372036854775807)
            {"prompt": "p", "width": "256"}          | width: "256" (expected: a whole number)
            {"prompt": "p", "n": 1.5}                | n: 1.5 (expected: a whole number)
            {"prompt": "p", "prior_steps": 0}        | prior_steps: 0 (expected: 1 to 1000)
            {"prompt": "p", "size": "256"}           | size: 256 (expected: WIDTHxHEIGHT in pixels, as in 1024x768)
            {"prompt": "p", "widht": 256}            | widht: unknown field (did you mean width?)
            {"prompt": "p", "negativ_prompt": "x"}   | negativ_prompt: unknown field (did you mean negative_prompt?)
            {"prompt": "p", "id": ""}                | id:  (expected: 1 to 200 characters)
            {"prompt": "p", "metadata": "x"}         | metadata: "x" (expected: an object)
            {"prompt": "\\ud83d"}                     | prompt: half a surrogate pair in it (expected: Unicode text)
            """)
    void saysWhatIsWrongWithARow(String line, String reason) {
        assertThat(rejected(line)).isEqualTo(reason);
    }

    @Test
    void listsTheFieldsWhereNoneIsNear() {
        assertThat(rejected("{\"prompt\": \"p\", \"sampler\": 1}"))
                .startsWith("sampler: unknown field (expected: one of id, prompt, metadata, negative_prompt, size, ");
    }

    @Test
    void refusesAnIdThatIsTooLong() {
        assertThat(rejected("{\"prompt\": \"p\", \"id\": \"" + "x".repeat(201) + "\"}"))
                .endsWith("(expected: 1 to 200 characters)");
    }

    @Test
    void refusesTheSecondOfTwoEqualIdsEvenIfOneIsOnlyARowsNumber() {
        List<Row> rows =
                read("{\"id\": \"2\", \"prompt\": \"a\"}\n{\"id\": \"2\", \"prompt\": \"b\"}\n{\"prompt\": \"c\"}\n");

        assertThat(rows).hasExactlyElementsOfTypes(PromptRow.class, RejectedRow.class, RejectedRow.class);
        assertThat(((RejectedRow) rows.get(1)).reason()).startsWith("id: 2 (expected: one that no row before has");
        assertThat(rows).extracting(Row::id).containsExactly("2", "2", "2");
    }

    @Test
    void theIdOfARejectedRowIsFreeForAnother() {
        List<Row> rows = read("{\"id\": \"x\", \"prompt\": 1}\n{\"id\": \"x\", \"prompt\": \"b\"}\n");

        assertThat(rows).hasExactlyElementsOfTypes(RejectedRow.class, PromptRow.class);
    }

    @Test
    void takesALineOfOneMebibyteAndRefusesALongerOne() {
        String frame = "{\"prompt\": \"\"}";
        String longest = "{\"prompt\": \"" + "x".repeat(LineReader.MAX_BYTES - frame.length()) + "\"}";

        List<Row> rows = read(longest + "\n" + longest + " \n{\"prompt\": \"after\"}\n");

        assertThat(rows).hasExactlyElementsOfTypes(PromptRow.class, RejectedRow.class, PromptRow.class);
        assertThat(((RejectedRow) rows.get(1)).reason()).isEqualTo("line: 1048577 bytes (expected: at most 1048576)");
    }

    @Test
    void refusesALineThatIsNotUtf8() {
        List<Row> rows =
                read("{\"prompt\": \"gr\u00f6\u00dfe\"}\n{\"prompt\": \"b\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(rows).hasExactlyElementsOfTypes(RejectedRow.class, PromptRow.class);
        assertThat(((RejectedRow) rows.get(0)).reason()).isEqualTo("line: not UTF-8 from byte 15 on (expected: UTF-8)");
    }

    @Test
    void aMissingFileIsOneClearError() {
        assertThatThrownBy(() -> open(dir.resolve("none.jsonl")))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("prompts: ")
                .hasMessageEndingWith("none.jsonl: no such file (expected: a file of prompts, or - for stdin)");
    }

    @Test
    void aFolderIsOneClearError() {
        assertThatThrownBy(() -> open(dir))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining(": a folder (expected: ");
    }

    @Test
    void refusesWhatNoModelCouldDraw() {
        assertThat(rejected("{\"prompt\": \"p\", \"width\": 100}"))
                .isEqualTo("width: 100 (expected: a multiple of 128, nearest 128)");
        assertThat(rejected("{\"prompt\": \"p\", \"n\": 11}")).isEqualTo("n: 11 (expected: 1 to 10)");
        assertThat(rejected("{\"prompt\": \"p\", \"size\": \"4096x4096\"}"))
                .isEqualTo("size: 4096x4096 (expected: at most 4194304 pixels, nearest 2048x2048)");
    }

    @Test
    void aSideThatIsLeftOpenIsTheModelsToSayHowLong() {
        assertThat(read("{\"prompt\": \"p\", \"width\": 8192}")).hasExactlyElementsOfTypes(PromptRow.class);
    }

    @Test
    void aRejectedRowIsKnownByItsAuthorsIdAndShowsHowItBegins() {
        RejectedRow row = (RejectedRow)
                read("{\"id\": \"pear\", \"prompt\": 1, \"negative_prompt\": \"" + "x".repeat(2000) + "\"}")
                        .get(0);

        assertThat(row.id()).isEqualTo("pear");
        assertThat(row.raw()).hasSize(1024).startsWith("{\"id\": \"pear\", \"prompt\": 1");
    }

    private static PromptReader open(Path file) {
        return PromptReader.open(PromptSource.file(file), new RowCheck(Settings.NONE, 2048 * 2048));
    }

    private Prompt prompt(String line) {
        return ((PromptRow) read(line).get(0)).prompt();
    }

    private String rejected(String line) {
        return ((RejectedRow) read(line).get(0)).reason();
    }

    private List<Row> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Row> read(byte[] bytes) {
        List<Row> rows = new ArrayList<>();
        try (PromptReader reader = open(file(bytes))) {
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private Path file(byte[] bytes) {
        try {
            return Files.write(dir.resolve("prompts.jsonl"), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
