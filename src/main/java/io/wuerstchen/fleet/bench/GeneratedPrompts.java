package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Prompts that a bench makes up, as a file of some format would hold them.
 *
 * @param format what people call it
 * @param file a name with the format's extension
 * @param head the first line, if the format has one
 * @param row given the row's number, twice
 */
public record GeneratedPrompts(String format, String file, String head, String row) {
    /** A format of each kind, the same rows in all of them as far as they can say it. */
    public static final List<GeneratedPrompts> FORMATS = List.of(
            new GeneratedPrompts(
                    "JSONL",
                    "bench.jsonl",
                    "",
                    "{\"id\":\"row-%d\",\"prompt\":\"a red apple, on a wooden table\",\"size\":\"256x128\",\"seed\":%d}\n"),
            new GeneratedPrompts(
                    "OpenAI batch lines",
                    "bench.jsonl",
                    "",
                    "{\"custom_id\":\"row-%d\",\"method\":\"POST\",\"url\":\"/v1/images/generations\","
                            + "\"body\":{\"prompt\":\"a red apple, on a wooden table\",\"size\":\"256x128\",\"seed\":%d}}\n"),
            new GeneratedPrompts(
                    "CSV",
                    "bench.csv",
                    "id,prompt,size,seed\n",
                    "row-%d,\"a red apple, on a wooden table\",256x128,%d\n"),
            new GeneratedPrompts(
                    "TSV",
                    "bench.tsv",
                    "id\tprompt\tsize\tseed\n",
                    "row-%d\ta red apple, on a wooden table\t256x128\t%d\n"),
            new GeneratedPrompts("plain text", "bench.txt", "", "a red apple, on a wooden table, number %d\n"));

    /** Rows of flat JSON that ask for nothing but pictures of {@code size}. */
    public static GeneratedPrompts ofSize(String size) {
        return new GeneratedPrompts(
                "JSONL", "bench.jsonl", "", "{\"prompt\":\"picture number %d\",\"size\":\"" + size + "\"}\n");
    }

    /** The whole file. */
    public byte[] bytes(int rows) {
        StringBuilder text = new StringBuilder(head);
        for (int i = 0; i < rows; i++) {
            text.append(String.format(Locale.ROOT, row, i, i));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** From memory, so that reading it costs nothing but the reading; as often as one likes. */
    public PromptSource source(byte[] bytes) {
        return new PromptSource(file, () -> new ByteArrayInputStream(bytes));
    }
}
