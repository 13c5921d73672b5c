package io.wuerstchen.fleet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wuerstchen.fleet.common.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell in Python's place: what passes between the processes is the same. */
class ReferenceProcessTest {
    @TempDir
    private Path folder;

    @Test
    void aProcessIsToldWhatToDrawOnAndAnswersWhatItTook() throws Exception {
        Path python = program(
                "read request; echo \"$2 $3 $4 $request\" >\"$folder/told\"; echo '{\"seconds\":1.5,\"cpu_seconds\":3}'; cat");

        Spent spent;
        try (ReferenceProcess process =
                ReferenceProcess.start(new Reference(python, Path.of("model"), 2, "cuda:1"), folder)) {
            spent = process.draw(Json.object().put("images", 4));
        }

        assertThat(spent).isEqualTo(new Spent(1.5, 3));
        assertThat(folder.resolve("told")).hasContent("model 2 cuda:1 {\"images\":4}");
    }

    @Test
    void whoEndsInsteadIsQuotedWithItsLastLine() throws Exception {
        Path python = program("echo 'ModuleNotFoundError: diffusers' >&2; exit 1");

        try (ReferenceProcess process =
                ReferenceProcess.start(new Reference(python, Path.of("model"), 2, "cpu"), folder)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> process.draw(Json.object()))
                    .withMessage("the reference ended; its last line: ModuleNotFoundError: diffusers");
        }
    }

    private Path program(String script) throws IOException {
        Path file = folder.resolve("python");
        Files.writeString(file, "#!/bin/sh\nfolder='" + folder + "'\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
