package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A short run of what {@code src/docs/chaos.md} shows a long one of. */
@Timeout(value = 480, unit = TimeUnit.SECONDS)
@Execution(ExecutionMode.CONCURRENT)
class ChaosIT {
    @TempDir
    Path folder;

    @Test
    void aTormentedFleetLosesNothingAndDoublesNothing() throws IOException {
        // When
        CommandLineRun run = CommandLineRun.of(
                "chaos",
                "--simulated-device",
                "--seed",
                "21",
                "--faults",
                "10",
                "--workers",
                "2",
                "--rows",
                "400",
                "--dir",
                folder.toString());

        // Then
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        List<String> out = run.out().lines().toList();
        assertThat(out.get(out.size() - 1))
                .matches("chaos: seed=21 faults=10 in_hand=\\d+ rows=\\d+ lost=0 double=0 torn=0 orphans=0 changed=0"
                        + " redo=\\d\\.\\d\\d");
        assertThat(Files.readString(folder.resolve("seed-21/report.json"))).contains("\"proven\" : true");
        assertThat(folder.resolve("seed-21/violations.txt")).isEmptyFile();
    }
}
