package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.wuerstchen.Tokenizer.Tokens;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final Path CLIP = Goldens.folder().resolve("tokenizer/clip");
    private static final TextEncoderConfig ENCODER = encoder(77, 49408);

    @TempDir
    private Path folder;

    @Test
    void givesTheReferencesIdsForEveryPrompt() {
        try (Tokenizer tokenizer = Tokenizer.load(CLIP, ENCODER)) {
            assertAllPrompts(tokenizer);
        }
    }

    @Test
    void givesTheSameIdsFromVocabularyAndMergesAlone() throws IOException {
        for (String file :
                new String[] {"vocab.json", "merges.txt", "special_tokens_map.json", "tokenizer_config.json"}) {
            Files.copy(CLIP.resolve(file), folder.resolve(file));
        }

        try (Tokenizer tokenizer = Tokenizer.load(folder, ENCODER)) {
            assertAllPrompts(tokenizer);
        }
    }

    @Test
    void padsWithTheTokenThatTheFolderNames() throws IOException {
        copy(CLIP);
        write("tokenizer_config.json", "{\"model_max_length\": 10}");
        write("special_tokens_map.json", "{\"pad_token\": {\"content\": \"!\"}}");

        try (Tokenizer tokenizer = Tokenizer.load(folder, ENCODER)) {
            assertThat(tokenizer.encode("a cat").ids()).containsExactly(49406, 320, 2368, 49407, 0, 0, 0, 0, 0, 0);
        }
    }

    @Test
    void countsTheTokensOfAPromptThatIsCut() {
        try (Tokenizer tokenizer = Tokenizer.load(CLIP, ENCODER)) {
            Tokens tokens = tokenizer.encode("cat ".repeat(100));

            assertThat(tokens.tokens()).isEqualTo(102);
            assertThat(tokens.cut()).isTrue();
            assertThat(tokens.kept()).isEqualTo(77);
            assertThat(tokens.ids()).hasSize(77).endsWith(2368, 49407);
        }
    }

    @Test
    void takesHalvesOfSurrogatePairs() {
        try (Tokenizer tokenizer = Tokenizer.load(CLIP, ENCODER)) {
            assertThat(tokenizer.encode("a \ud83c cat \0").ids()).startsWith(49406, 320);
        }
    }

    @Test
    void refusesAPaddingTokenThatIsNone() throws IOException {
        copy(CLIP);
        write("tokenizer_config.json", "{}");
        write("special_tokens_map.json", "{\"pad_token\": \"<|none|>\"}");

        assertThatThrownBy(() -> Tokenizer.load(folder, ENCODER))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": pad_token: <|none|> (expected: a token of the vocabulary)");
    }

    @Test
    void refusesMorePositionsThanTheEncoderHas() {
        assertThatThrownBy(() -> Tokenizer.load(CLIP, encoder(40, 49408)))
                .hasMessageContaining("model_max_length: 77 (expected: at most max_position_embeddings 40)");
    }

    @Test
    void refusesAVocabularyLargerThanTheEncoders() {
        assertThatThrownBy(() -> Tokenizer.load(CLIP, encoder(77, 49407)))
                .hasMessageContaining("token id 49407 (expected: below the text encoder's vocab_size 49407)");
    }

    @Test
    void refusesAFolderWithoutAVocabulary() throws IOException {
        write("tokenizer_config.json", "{}");

        assertThatThrownBy(() -> Tokenizer.load(folder, ENCODER))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("vocab.json") + ": file is missing");
    }

    @Test
    void refusesJsonThatIsNoTokenizer() throws IOException {
        write("tokenizer_config.json", "{}");
        write("tokenizer.json", "{\"model\": {\"vocab\": {\"<|endoftext|>\": 1}}, \"added_tokens\": 3}");

        assertThatThrownBy(() -> Tokenizer.load(folder, ENCODER))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder + ": is no tokenizer: ");
    }

    private static void assertAllPrompts(Tokenizer tokenizer) {
        JsonNode prompts = Goldens.json("tokenizer/tokens.json");
        assertThat(prompts.size()).isEqualTo(234);
        SoftAssertions.assertSoftly(softly -> prompts.forEach(prompt -> {
            Tokens tokens = tokenizer.encode(prompt.get("prompt").asText());
            long[] ids = new long[prompt.get("input_ids").size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = prompt.get("input_ids").get(i).asLong();
            }
            softly.assertThat(tokens.ids()).as(prompt.toString()).isEqualTo(ids);
            softly.assertThat(tokens.tokens()).isEqualTo(prompt.get("tokens").asInt());
            softly.assertThat(tokens.kept())
                    .isEqualTo(prompt.get("attention_mask_ones").asInt());
        }));
    }

    private static TextEncoderConfig encoder(int positions, int vocabulary) {
        return new TextEncoderConfig(
                new TextEncoderConfig.Size(8, 8), 1, 1, positions, vocabulary, Activation.GELU, 1e-5f);
    }

    private void copy(Path source) throws IOException {
        Files.copy(source.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }
}
