package io.wuerstchen.fleet.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbruptEndTest {
    @Test
    void aProcessThatIsToldToEndTakesItsChildrenWithIt() throws Exception {
        // Given
        Process parent = start();
        try (BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8)) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();

            // When
            parent.destroy();

            // Then
            assertThat(parent.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(endsByItself(child)).isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(new JavaCommand(
                                AbruptParent.class.getName(),
                                JavaCommand.ownClassPath(),
                                List.of(),
                                List.of(),
                                Map.of())
                        .line())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static boolean endsByItself(ProcessHandle child) {
        boolean ended = !child.isAlive();
        child.destroyForcibly();
        return ended;
    }
}
