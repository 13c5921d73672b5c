package io.wuerstchen.fleet.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JavaCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs(
            value = {OS.LINUX, OS.MAC},
            disabledReason = "crashes a JVM by a signal")
    void aJvmThatCrashesSaysSoInItsLogsFolder() throws IOException {
        // Given
        var command = new JavaCommand(
                PatientChild.class.getName(),
                JavaCommand.ownClassPath(),
                JavaCommand.crashFlags(folder),
                List.of("x"),
                Map.of());
        try (var child = ChildProcess.start(command, folder.resolve("child.err"))) {
            assertThat(child.answer(LIMIT)).isPresent();

            // When
            new ProcessBuilder("kill", "-SEGV", Long.toString(child.pid())).start();

            // Then
            assertThat(child.exitStatus(LIMIT)).isPresent();
            assertThat(folder.resolve("hs_err_pid" + child.pid() + ".log")).isNotEmptyFile();
        }
    }
}
