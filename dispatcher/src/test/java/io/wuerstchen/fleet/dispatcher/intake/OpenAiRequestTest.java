package io.wuerstchen.fleet.dispatcher.intake;

import static io.wuerstchen.fleet.dispatcher.intake.ReadRows.prompt;
import static io.wuerstchen.fleet.dispatcher.intake.ReadRows.reason;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.common.job.Prompt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiRequestTest {
    @Test
    void readsARequestWithFieldsOfOursInIt() {
        Prompt prompt = prompt(jsonl("""
                {"custom_id": "apple", "method": "POST", "url": "/v1/images/generations", "body": {"model": "gpt-image-1", \
                "prompt": "a red apple", "size": "1024x1536", "n": 2, "quality": "high", "output_format": "webp", \
                "background": "opaque", "moderation": "low", "output_compression": 80, "user": "u1", "style": "vivid", \
                "response_format": "b64_json", "seed": 5, "metadata": {"sku": 1}}}""").get(0));

        assertThat(prompt.id()).isEqualTo("apple");
        assertThat(prompt.text()).isEqualTo("a red apple");
        assertThat(prompt.settings().canvas().width()).isEqualTo(1024);
        assertThat(prompt.settings().canvas().height()).isEqualTo(1536);
        assertThat(prompt.settings().canvas().n()).isEqualTo(2);
        assertThat(prompt.settings().canvas().seed()).isEqualTo(5);
        assertThat(prompt.settings().output().format()).isEqualTo(OutputFormat.WEBP);
        assertThat(prompt.metadata()).isEqualTo(Map.of("sku", 1));
    }

    @Test
    void bothKindsOfLinesMayStandInOneFile() {
        List<Row> rows =
                jsonl("{\"id\": \"a\", \"prompt\": \"a\"}\n{\"custom_id\": \"b\", \"body\": {\"prompt\": \"b\"}}");

        assertThat(rows).extracting(Row::id).containsExactly("a", "b");
    }

    @Test
    void leavesTheSizeOpenWhereItIsAuto() {
        Prompt prompt = prompt(
                jsonl("{\"body\": {\"prompt\": \"b\", \"size\": \"auto\"}}").get(0));

        assertThat(prompt.settings().canvas().width()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"custom_id": "x", "body": {"promt": "b"}}             | promt: unknown field (did you mean prompt?)
            {"custom_id": "x", "body": {}}                         | prompt: missing
            {"custom_id": "x", "body": "b"}                        | body: "b" (expected: an object)
            {"custom_id": 7, "body": {"prompt": "b"}}              | custom_id: 7 (expected: a string)
            {"customid": "x", "body": {"prompt": "b"}}             | customid: unknown field (did you mean custom_id?)
            {"custom_id": "x", "body": {"prompt": "b", "id": "y"}} | custom_id and id: both given (expected: one of them)
            {"prompt": "b", "quality": "high"}                     | quality: unknown field (expected: one of id, prompt
            """)
    void saysWhatIsWrongWithALine(String line, String reason) {
        assertThat(reason(jsonl(line).get(0))).startsWith(reason);
    }

    private static List<Row> jsonl(String text) {
        return ReadRows.of("p.jsonl", text);
    }
}
