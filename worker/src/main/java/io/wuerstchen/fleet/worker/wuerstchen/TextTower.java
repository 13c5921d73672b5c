package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.wuerstchen.fleet.worker.wuerstchen.Tokenizer.Tokens;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tokenizer and text encoder of one stage. */
final class TextTower {
    private final NDManager manager;
    private final TextEncoderConfig config;
    private final Tokenizer tokenizer;
    private final Network<TextEncoder> encoder;
    private final TextStates states;

    /** @param folder with tokenizer/ and text_encoder/ */
    TextTower(Loader loader, Path folder) {
        Path files = folder.resolve("text_encoder");
        config = TextEncoderConfig.read(JsonConfig.read(files.resolve("config.json")));
        manager = loader.manager();
        states = new TextStates(manager);
        tokenizer = loader.tokenizer(folder.resolve("tokenizer"), config);
        encoder =
                loader.network(files.resolve(ModelDirectory.TEXT_WEIGHTS), weights -> new TextEncoder(weights, config));
    }

    /** Width of the states. */
    int width() {
        return config.size().hidden();
    }

    /** Tokens that a text is padded to. */
    int length() {
        return config.maxPositions();
    }

    /** What it takes to encode texts, beside their states. */
    long working() {
        return TextStates.AT_ONCE * Footprint.text(config);
    }

    /** What the weights take in memory. */
    long bytes() {
        return encoder.bytes();
    }

    /** States of each text, [B, T, D]. */
    NDArray encode(List<String> texts) {
        return Scoped.of(() -> states.of(texts, parts -> encoder.use(network -> encoded(network, parts))));
    }

    private NDList encoded(TextEncoder network, List<List<String>> parts) {
        NDList encoded = new NDList();
        for (List<String> part : parts) {
            List<Tokens> tokens = part.stream().map(tokenizer::encode).toList();
            encoded.add(network.forward(manager, tokens)); // [P, T, D]
        }
        return encoded;
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
