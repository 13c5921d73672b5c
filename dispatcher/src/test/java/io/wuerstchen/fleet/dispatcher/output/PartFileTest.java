package io.wuerstchen.fleet.dispatcher.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
    @TempDir
    private Path dir;

    @Test
    void aFolderThatIsMissingIsMade() throws IOException {
        Path target = dir.resolve("made/for/lines.jsonl");

        write(target);

        assertThat(target).hasContent("{\"row\":1}\n");
    }

    @Test
    void aFolderMayBeALinkToOne() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), folder);

        write(link.resolve("lines.jsonl"));

        assertThat(folder.resolve("lines.jsonl")).hasContent("{\"row\":1}\n");
    }

    private static void write(Path target) throws IOException {
        try (PartFile file = new PartFile(target)) {
            file.add(Json.object().put("row", 1));
            file.commit();
        }
    }
}
