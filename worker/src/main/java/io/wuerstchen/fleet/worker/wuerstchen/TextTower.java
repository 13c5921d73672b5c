package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.wuerstchen.fleet.worker.wuerstchen.Tokenizer.Tokens;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokenizer and text encoder of one stage. */
final class TextTower {
    private final NDManager manager;
    private final int width;
    private final int length;
    private final Tokenizer tokenizer;
    private final Network<TextEncoder> encoder;

    /** @param folder with tokenizer/ and text_encoder/ */
    TextTower(Loader loader, Path folder) {
        Path files = folder.resolve("text_encoder");
        TextEncoderConfig config = TextEncoderConfig.read(JsonConfig.read(files.resolve("config.json")));
        manager = loader.manager();
        width = config.size().hidden();
        length = config.maxPositions();
        tokenizer = loader.tokenizer(folder.resolve("tokenizer"), config);
        encoder =
                loader.network(files.resolve(ModelDirectory.TEXT_WEIGHTS), weights -> new TextEncoder(weights, config));
    }

    /** Width of the states. */
    int width() {
        return width;
    }

    /** Tokens that a text is padded to. */
    int length() {
        return length;
    }

    /** What the weights take in memory. */
    long bytes() {
        return encoder.bytes();
    }

    /** States of each text, [B, T, D]; a text that stands there twice is encoded once. */
    NDArray encode(List<String> texts) {
        Map<String, Integer> rows = new LinkedHashMap<>();
        texts.forEach(text -> rows.putIfAbsent(text, rows.size()));
        return Scoped.of(() -> {
            List<Tokens> tokens = rows.keySet().stream().map(tokenizer::encode).toList();
            NDArray states = encoder.use(network -> network.forward(manager, tokens)); // [U, T, D]
            NDList ordered = new NDList();
            texts.forEach(text -> ordered.add(states.get(rows.get(text))));
            return NDArrays.stack(ordered); // [B, T, D]
        });
    }

    /** What was lost of a text that is longer than the tokenizer allows. */
    Optional<String> warning(String name, String text) {
        Tokens tokens = tokenizer.encode(text);
        return tokens.cut()
                ? Optional.of(name + ": " + tokens.tokens() + " tokens, of which the model reads " + tokens.kept()
                        + "; the rest was cut")
                : Optional.empty();
    }
}
