package io.wuerstchen.fleet.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosPromptsTest {
    private static final int ROWS = 20_000;

    @TempDir
    private Path folder;

    @Test
    void everyPoisonIsThere() throws IOException {
        List<ObjectNode> lines = lines();

        assertThat(Poison.values())
                .allSatisfy(poison -> assertThat(of(lines, poison)).isNotEmpty());
    }

    @Test
    void aRowWhoseFirstPictureAloneIsSpoiltAsksForSeveral() throws IOException {
        assertThat(of(lines(), Poison.NAN_FIRST))
                .allSatisfy(line -> assertThat(line.get("n").asInt()).isGreaterThan(1));
    }

    private List<ObjectNode> lines() throws IOException {
        Path file = folder.resolve("prompts.jsonl");
        new ChaosPrompts(1, ROWS, true).write(1, file);
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        }
    }

    private static List<ObjectNode> of(List<ObjectNode> lines, Poison poison) {
        return lines.stream()
                .filter(line -> Poison.in(line.get("prompt").asText()).equals(Optional.of(poison)))
                .toList();
    }
}
