package io.wuerstchen.fleet.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.wire.PromptJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code src/docs/prompts.md} says is so. */
class PromptsGuideTest {
    private final String guide = read();

    @Test
    void itsTableHasEveryFieldAndNoOther() {
        String table = guide.substring(guide.indexOf("## Fields"), guide.indexOf("## JSONL"));

        List<String> fields = matches("(?m)^\\| `(\\w+)` \\|", table);

        assertThat(fields).isEqualTo(PromptJson.FIELDS);
    }

    @ParameterizedTest
    @CsvSource({"json, p.jsonl, 3", "csv, p.csv, 2"})
    void itsExamplesAreGoodRows(String language, String file, int rows) {
        String example = matches("(?s)```" + language + "\n(.*?)```", guide).get(0);

        assertThat(ReadRows.of(file, example)).hasSize(rows).hasOnlyElementsOfType(PromptRow.class);
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String read() {
        try {
            return Files.readString(Path.of(System.getProperty("fleet.root"), "src/docs/prompts.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
