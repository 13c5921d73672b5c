package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.hub.HubAddress;
import io.wuerstchen.fleet.worker.hub.HubSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which hub, and how it is asked. */
final class HubOptions {
    @Option(
            names = "--hub",
            paramLabel = "URL",
            description = "A mirror of the hub; else HF_ENDPOINT, else " + HubAddress.HUGGING_FACE + ".")
    private String hub;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with a token of the hub's; else HF_TOKEN, else none. It goes to the hub alone.")
    private Path tokenFile;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            converter = SamplingOptions.Whole.class,
            description = "Files at once, 1 to 16; ${DEFAULT-VALUE} by default.")
    private int parallel;

    HubSettings settings(Map<String, String> environment) {
        String endpoint = hub != null ? hub : environment.getOrDefault("HF_ENDPOINT", "");
        return HubSettings.of(
                HubAddress.of(endpoint.isEmpty() ? HubAddress.HUGGING_FACE : endpoint, token(environment)), parallel);
    }

    private Optional<String> token(Map<String, String> environment) {
        String token = tokenFile != null ? read(tokenFile) : environment.getOrDefault("HF_TOKEN", "");
        if (!token.strip().matches("[\\x21-\\x7E]*")) {
            throw new UserException((tokenFile != null ? "--token-file" : "HF_TOKEN")
                    + ": no token (expected: one word of letters, digits and signs)");
        }
        return Optional.of(token.strip()).filter(text -> !text.isEmpty());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            String wrong = e instanceof NoSuchFileException ? " does not exist" : " can't be read";
            throw new UserException("--token-file: " + file + wrong + " (expected: a text file with a token)", e);
        }
    }
}
