package io.wuerstchen.fleet.dispatcher.intake;

import static io.wuerstchen.fleet.dispatcher.intake.ReadRows.prompt;
import static io.wuerstchen.fleet.dispatcher.intake.ReadRows.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.Schedule;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvRecordsTest {
    @Test
    void readsEveryField() {
        Prompt prompt = prompt(csv("""
                id,prompt,negative_prompt,size,n,seed,prior_timesteps,prior_guidance,decoder_steps,decoder_guidance,output_format,save,metadata.sku,metadata.shelf
                apple,"a ""red"" apple, ripe",blur,256x128,2,7,"1.0,0.5,0",4,10,0.5,webp,"latents, embeddings",A-1,
                """).get(0));

        assertThat(prompt.id()).isEqualTo("apple");
        assertThat(prompt.text()).isEqualTo("a \"red\" apple, ripe");
        assertThat(prompt.settings().negativePrompt()).isEqualTo("blur");
        assertThat(prompt.settings().canvas().width()).isEqualTo(256);
        assertThat(prompt.settings().canvas().n()).isEqualTo(2);
        assertThat(prompt.settings().canvas().seed()).isEqualTo(7);
        assertThat(prompt.settings().prior().schedule()).isEqualTo(new Schedule.Timesteps(List.of(1.0, 0.5, 0.0)));
        assertThat(prompt.settings().prior().guidance()).isEqualTo(4);
        assertThat(prompt.settings().decoder().schedule()).isEqualTo(new Schedule.Steps(10));
        assertThat(prompt.settings().decoder().guidance()).isEqualTo(0.5);
        assertThat(prompt.settings().output().format()).isEqualTo(OutputFormat.WEBP);
        assertThat(prompt.settings().output().save()).containsExactlyInAnyOrder(Save.LATENTS, Save.EMBEDDINGS);
        assertThat(prompt.metadata()).isEqualTo(Map.of("sku", "A-1"));
    }

    @Test
    void anEmptyCellLeavesItsFieldOpenAndTwoQuotesAreAnEmptyText() {
        Prompt prompt =
                prompt(csv("prompt,negative_prompt,width,save\n\"\",,,none\n").get(0));

        assertThat(prompt.text()).isEmpty();
        assertThat(prompt.settings().negativePrompt()).isNull();
        assertThat(prompt.settings().canvas().width()).isNull();
        assertThat(prompt.settings().output().save()).isEmpty();
    }

    @Test
    void readsTabsAsWell() {
        List<Row> rows = ReadRows.of("p.tsv", "prompt\tseed\na cat, asleep\t3\n");

        assertThat(prompt(rows.get(0)).text()).isEqualTo("a cat, asleep");
        assertThat(prompt(rows.get(0)).settings().canvas().seed()).isEqualTo(3);
    }

    @Test
    void aRecordMayGoOverLinesAndIsKnownByItsFirst() {
        List<Row> rows = csv("\uFEFFprompt,seed\r\n\"two\r\n\r\nlines\",1\r\n\r\nafter,2\r\n");

        assertThat(rows).extracting(row -> prompt(row).text()).containsExactly("two\n\nlines", "after");
        assertThat(rows).extracting(row -> row.place().line()).containsExactly(2L, 6L);
        assertThat(rows).extracting(row -> row.place().row()).containsExactly(0L, 1L);
    }

    @Test
    void aQuoteWithinACellIsOnlyAQuote() {
        List<Row> rows = csv("prompt,seed\na 5\" screen,1\nafter,2\n");

        assertThat(rows).extracting(row -> prompt(row).text()).containsExactly("a 5\" screen", "after");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a,pear        | seed: "pear" (expected: a whole number from 0 to 9223372036854775807)
            a,1.5         | seed: 1.5 (expected: a whole number from 0 to 9223372036854775807)
            a             | columns: 1 (expected: 2, as the header has)
            a,1,2         | columns: 3 (expected: 2, as the header has)
            ,1            | prompt: missing
            "a" b,1       | record: Invalid character between encapsulated token and delimiter (expected: CSV as in RFC 4180)
            """)
    void saysWhatIsWrongWithARowAndGoesOn(String record, String reason) {
        List<Row> rows = csv("prompt,seed\n" + record + "\nafter,2\n");

        assertThat(reason(rows.get(0))).isEqualTo(reason);
        assertThat(prompt(rows.get(1)).text()).isEqualTo("after");
    }

    @Test
    void aQuoteThatIsNeverClosedIsOneRejectedRow() {
        List<Row> rows = csv("prompt,seed\nbefore,1\n\"open,2\nmore,3\n");

        assertThat(rows).hasExactlyElementsOfTypes(PromptRow.class, RejectedRow.class);
        assertThat(reason(rows.get(1)))
                .isEqualTo("record: a quote that is opened and not closed (expected: closed before the file's end)");
        assertThat(rows.get(1).place().line()).isEqualTo(3);
    }

    @Test
    void aQuoteThatStaysOpenTakesNoMoreThanALineMay() {
        List<Row> rows = csv("prompt,seed\n\"open,2\n" + ("x".repeat(99) + "\n").repeat(10_600) + "after,3\n");

        assertThat(reason(rows.get(0)))
                .isEqualTo(
                        "record: a quote that is opened and not closed (expected: closed before 1048576 characters are over)");
        assertThat(prompt(rows.get(rows.size() - 1)).text()).isEqualTo("after");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            prompt,widht         | prompts: p.csv line 1: widht: unknown column (did you mean width?)
            prompt,n,n           | prompts: p.csv line 1: n: two columns (expected: one)
            width,height         | prompts: p.csv line 1: prompt: no such column (expected: a header row with it)
            prompt,metadata.     | prompts: p.csv line 1: metadata.: no column of its own (expected: metadata.NAME, one a value)
            """)
    void aHeaderThatIsWrongRefusesTheFile(String header, String message) {
        assertThatThrownBy(() -> csv(header + "\na,1\n"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(message);
    }

    /** Another's writer, our reader: quotes, commas and newlines wherever they fall. */
    @Property(tries = 500)
    void readsWhatAnotherWrites(
            @ForAll @Size(min = 1, max = 8)
                    List<
                                    @NotEmpty @StringLength(max = 8) @Chars({'"', ',', '\n', ' '})
                                    @CharRange(from = 'a', to = 'b') String>
                            prompts)
            throws IOException {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecord("prompt", "seed");
            for (String prompt : prompts) {
                printer.printRecord(prompt, 1);
            }
        }

        assertThat(csv(text.toString())).extracting(row -> prompt(row).text()).isEqualTo(prompts);
    }

    private static List<Row> csv(String text) {
        return ReadRows.of("p.csv", text);
    }
}
