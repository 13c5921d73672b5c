package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StandardInputTest {
    @TempDir
    Path folder;

    /** A buffer asks how much there is between two reads. */
    @Test
    @Timeout(60)
    void whatComesThroughAPipeIsReadToItsEnd() throws Exception {
        // Given
        Path pipe = folder.resolve("pipe");
        assertThat(sh("mkfifo '" + pipe + "'").waitFor(30, TimeUnit.SECONDS)).isTrue();
        Process writer = sh("(echo a cat; echo a dog) >'" + pipe + "'");

        // When
        byte[] read;
        try (InputStream in = new BufferedInputStream(StandardInput.of(new FileInputStream(pipe.toFile())))) {
            read = in.readNBytes(1000);
        }

        // Then
        assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo("a cat\na dog\n");
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private static Process sh(String line) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", line).start();
    }
}
