package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** CLIP's tokenizer as a checkpoint's folder describes it. */
final class Tokenizer implements AutoCloseable {
    private static final String END_OF_TEXT = "<|endoftext|>";
    /** We cut and pad ourselves, to know how long a prompt was. */
    private static final Map<String, String> OPTIONS = Map.of("truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final int length;
    private final long padding;

    private Tokenizer(HuggingFaceTokenizer tokenizer, int length, long padding) {
        this.tokenizer = tokenizer;
        this.length = length;
        this.padding = padding;
    }

    /**
     * @param folder with tokenizer.json, or vocab.json and merges.txt
     * @param encoder that will read the tokens
     */
    static Tokenizer load(Path folder, TextEncoderConfig encoder) {
        int maxPositions = encoder.maxPositions();
        JsonConfig config = JsonConfig.read(folder.resolve("tokenizer_config.json"));
        int length = config.integer("model_max_length", maxPositions, 2);
        if (length > maxPositions) {
            throw config.bad("model_max_length", length, "at most max_position_embeddings " + maxPositions);
        }
        try {
            ObjectNode json = TokenizerJson.read(folder, config);
            int padding = TokenizerJson.idOfSpecial(json, paddingToken(folder, config), folder);
            checkVocabulary(json, folder, encoder.vocabulary());
            return new Tokenizer(create(json), length, padding);
        } catch (ModelException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ModelException(folder + ": is no tokenizer: " + e.getMessage(), e);
        }
    }

    /**
     * A text as the text encoder takes it.
     *
     * @param tokens how many there were before cutting and padding, both ends counted
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Tokens(long[] ids, int tokens) {
        boolean cut() {
            return tokens > ids.length;
        }

        /** Tokens that the text encoder may look at. */
        int kept() {
            return Math.min(tokens, ids.length);
        }
    }

    Tokens encode(String prompt) {
        long[] all = tokenizer.encode(prompt).getIds();
        long[] ids = Arrays.copyOf(all, length);
        if (all.length > length) {
            // The end of the text stays the end.
            ids[length - 1] = all[all.length - 1];
        } else {
            Arrays.fill(ids, all.length, length, padding);
        }
        return new Tokens(ids, all.length);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private static HuggingFaceTokenizer create(ObjectNode json) throws IOException {
        try (InputStream stream = new ByteArrayInputStream(json.toString().getBytes(StandardCharsets.UTF_8))) {
            return HuggingFaceTokenizer.newInstance(stream, OPTIONS);
        }
    }

    /** As transformers looks it up: tokenizer_config.json where it lists its added tokens, special_tokens_map.json before it otherwise. */
    private static String paddingToken(Path folder, JsonConfig config) {
        Path map = folder.resolve("special_tokens_map.json");
        boolean listsTokens = config.find("added_tokens_decoder").isPresent();
        if (Files.isRegularFile(map)
                && !(listsTokens && config.find("pad_token").isPresent())) {
            return token(JsonConfig.read(map), "pad_token", token(config, "pad_token", END_OF_TEXT));
        }
        return token(config, "pad_token", END_OF_TEXT);
    }

    /** A special token is written as its text, or as an object with its text as content. */
    static String token(JsonConfig config, String key, String absent) {
        JsonNode node = config.find(key).orElse(null);
        if (node == null) {
            return absent;
        }
        JsonNode text = node.isObject() ? node.path("content") : node;
        if (!text.isTextual()) {
            throw config.bad(key, node, "a token's text");
        }
        return text.textValue();
    }

    private static void checkVocabulary(ObjectNode json, Path folder, int encoderTokens) {
        int largest = TokenizerJson.largestId(json);
        if (largest >= encoderTokens) {
            throw new ModelException(folder + ": token id " + largest
                    + " (expected: below the text encoder's vocab_size " + encoderTokens + ")");
        }
    }
}
