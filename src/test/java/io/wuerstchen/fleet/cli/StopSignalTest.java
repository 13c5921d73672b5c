package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StopSignalTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void aSignalBreaksWorkOffAndTheCommandAnswersWithACodeOfItsOwn(String name) throws Exception {
        assumeThat(ignored(new sun.misc.Signal(name).getNumber()))
                .as("what runs in the background of a shell has SIGINT switched off, and Java leaves it so")
                .isFalse();
        try (StopSignal signal = StopSignal.interruptingThisThread()) {
            int code = signal.during(
                    () -> {
                        sun.misc.Signal.raise(new sun.misc.Signal(name));
                        TimeUnit.MINUTES.sleep(1);
                        return 0;
                    },
                    () -> Exit.INTERRUPTED);

            assertThat(code).isEqualTo(Exit.INTERRUPTED);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void whatFailsByItselfIsNotTakenForAnInterrupt() {
        try (StopSignal signal = StopSignal.interruptingThisThread()) {
            assertThatThrownBy(() -> signal.during(
                            () -> {
                                throw new FileNotFoundException("x");
                            },
                            () -> Exit.INTERRUPTED))
                    .isInstanceOf(FileNotFoundException.class);
        }
    }

    @Test
    void aCommandThatWaitsIsTold() throws Exception {
        CompletableFuture<Integer> told = new CompletableFuture<>();
        try (StopSignal unused = StopSignal.calling(() -> told.complete(Exit.OK), LIMIT)) {
            sun.misc.Signal.raise(new sun.misc.Signal("TERM"));

            assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(Exit.OK);
        }
    }

    private static boolean ignored(int number) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(mask, 16) >>> (number - 1) & 1) == 1;
    }
}
