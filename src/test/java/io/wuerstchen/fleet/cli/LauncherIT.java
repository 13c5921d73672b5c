package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LauncherIT {
    @TempDir
    Path elsewhere;

    @Test
    void helpListsTheCommandsByTask() throws Exception {
        LauncherRun run = LauncherRun.of(LauncherRun.packaged(), elsewhere, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .containsSubsequence("See it work:", "Make pictures here and now:", "Run a fleet:")
                .anyMatch(line -> line.startsWith("  demo "))
                .anyMatch(line -> line.startsWith("  generate "))
                .anyMatch(line -> line.startsWith("  worker "));
    }

    @Test
    void worksThroughLinksFromAnywhere() throws Exception {
        Files.createSymbolicLink(elsewhere.resolve("absolute"), LauncherRun.packaged());
        Files.createDirectory(elsewhere.resolve("bin"));
        Path relative = Files.createSymbolicLink(elsewhere.resolve("bin/relative"), Path.of("../absolute"));

        LauncherRun run = LauncherRun.of(relative, elsewhere, "--version");

        assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
        assertThat(run.out()).anyMatch(line -> line.contains("0.1.0")).anyMatch(line -> line.contains("libtorch"));
    }

    @Test
    void anUnknownFlagIsOneLineAndAnExitCode() throws Exception {
        LauncherRun run =
                LauncherRun.of(LauncherRun.packaged(), elsewhere, "generate", "--prompt", "a cat", "--sede", "1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .singleElement()
                .asString()
                .startsWith("fleet: Unknown option")
                .contains("--sede")
                .endsWith("(did you mean --seed?)");
    }

    @Test
    void namesWhatIsWrongWithTheMachineInOneLine() throws Exception {
        Path launcher = LauncherRun.packaged();

        LauncherRun homeless = LauncherRun.of(Map.of("HOME", "", "XDG_CACHE_HOME", ""), launcher, elsewhere, "--help");
        LauncherRun noJava = LauncherRun.of(Map.of("JAVA_HOME", "/nowhere"), launcher, elsewhere, "--help");

        assertThat(homeless.exitCode()).isEqualTo(1);
        assertThat(homeless.err()).singleElement().asString().startsWith("fleet: HOME: not set (expected: ");
        assertThat(noJava.exitCode()).isEqualTo(1);
        assertThat(noJava.err()).singleElement().asString().startsWith("fleet: /nowhere/bin/java: not found");
    }

    @Test
    void promptsKeepTheirLettersInALocaleWithoutThem() throws Exception {
        LauncherRun run = LauncherRun.of(
                Map.of("LC_ALL", "POSIX"),
                LauncherRun.packaged(),
                elsewhere,
                "generate",
                "--prompt",
                "x",
                "--seed",
                "Käse");

        assertThat(run.err()).singleElement().asString().contains("'Käse'");
    }

    /** Else Java may take a quarter of the machine's memory, of which no budget would know. */
    @Test
    void whatDrawsHasAHeapThatTheMemoryBudgetCounts() throws Exception {
        LauncherRun run = LauncherRun.of(
                LauncherRun.packaged(),
                elsewhere,
                "generate",
                "--prompt",
                "x",
                "--width",
                "128",
                "--height",
                "128",
                "--device",
                "cpu",
                "--memory-budget",
                "1MB");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .last()
                .asString()
                .matches("fleet: size: 128x128.* needs 1\\.[34]\\d GB of memory, .*--memory-budget sets it.*");
    }

    @Test
    void anAnswerThatDoesNotGetThroughIsAFailure() throws Exception {
        // Given
        Path script = Files.writeString(elsewhere.resolve("full"), "#!/bin/sh\nexec \"$@\" >/dev/full\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        // When
        LauncherRun run =
                LauncherRun.of(script, elsewhere, LauncherRun.packaged().toString(), "--version");

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).containsExactly("fleet: standard output: No space left on device");
    }
}
