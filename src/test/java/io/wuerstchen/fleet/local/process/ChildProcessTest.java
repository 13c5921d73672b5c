package io.wuerstchen.fleet.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ChildProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void answersWithItsFirstLine() {
        try (var child = start(List.of())) {
            assertThat(child.answer(LIMIT)).contains("hello whisper loud");
        }
    }

    @Test
    void endsWithItsLifeLine() {
        var child = start(List.of());
        child.answer(LIMIT);

        child.close();

        assertThat(child.exitStatus(LIMIT)).contains(7);
    }

    @Test
    void endsWithItsLifeLineEvenIfItsOwnEndHangs() {
        var child = start(StubbornChild.class, List.of());
        child.answer(LIMIT);

        child.close();

        assertThat(child.exitStatus(LIMIT)).contains(1);
    }

    @Test
    void leavesCtrlCToItsParent() throws Exception {
        try (var child = start(List.of())) {
            child.answer(LIMIT);

            new ProcessBuilder("kill", "-INT", Long.toString(child.pid()))
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);

            assertThat(child.exitStatus(Duration.ofMillis(500))).isEmpty();
        }
    }

    @Test
    void withoutAnAnswerSaysHowItEndedAndWhy() throws Exception {
        try (var child = start(List.of("-Xmx1"))) {
            assertThat(child.answer(LIMIT)).isEmpty();
            assertThat(child.exitStatus(LIMIT)).contains(1);
            assertThat(Files.readString(errors())).contains("Too small maximum heap");
        }
    }

    private ChildProcess start(List<String> jvmFlags) {
        return start(PatientChild.class, jvmFlags);
    }

    private ChildProcess start(Class<?> program, List<String> jvmFlags) {
        return ChildProcess.start(
                new JavaCommand(
                        program.getName(),
                        JavaCommand.ownClassPath(),
                        jvmFlags,
                        List.of("loud"),
                        Map.of("SECRET", "whisper")),
                errors());
    }

    private Path errors() {
        return directory.resolve("logs/child.err");
    }
}
