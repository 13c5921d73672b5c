package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.worker.Goldens;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    @Timeout(180)
    void picturesThatWereDrawnBeforeAStopAreThereAndTold() throws Exception {
        // Given ten pictures, each of which takes some time
        File out = elsewhere.resolve("out").toFile();
        File err = elsewhere.resolve("err").toFile();
        Path pictures = elsewhere.resolve("pictures");
        List<String> line = new ArrayList<>(List.of("generate", "--device", "cpu", "--images", "10"));
        line.addAll(List.of("--model", Goldens.model("tiny").toString(), "--prompt", "a cat"));
        line.addAll(List.of("--width", "1024", "--height", "1024", "--prior-steps", "100", "--decoder-steps", "1"));
        line.addAll(List.of("--seed", "0", "--out", pictures.toString()));
        Process fleet = LauncherRun.start(LauncherRun.packaged(), elsewhere, out, err, line.toArray(String[]::new));
        try {
            await().atMost(Duration.ofSeconds(120)).until(() -> Files.exists(pictures.resolve("a-cat-0-0.png")));

            // When
            fleet.destroy();

            // Then
            assertThat(fleet.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            fleet.destroyForcibly();
        }
        List<String> told = Files.readAllLines(out.toPath());
        assertThat(fleet.exitValue()).isEqualTo(Exit.INTERRUPTED);
        assertThat(Files.readAllLines(err.toPath()))
                .last()
                .isEqualTo("fleet: stopped; pictures written: " + told.size());
        assertThat(told).hasSizeBetween(1, 9);
        try (Stream<Path> files = Files.list(pictures)) {
            assertThat(files.map(Path::toString)).containsExactlyInAnyOrderElementsOf(told);
        }
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
