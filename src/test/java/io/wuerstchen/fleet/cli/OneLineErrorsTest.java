package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class OneLineErrorsTest {
    @Test
    void whoseModelDrawsNoPictureIsToldHowToLookAtIt() {
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new Drawing()).setErr(new PrintWriter(err));
        OneLineErrors.install(command);

        int exitCode = command.execute();

        assertThat(exitCode).isEqualTo(Exit.FAILED);
        assertThat(err.toString().lines())
                .containsExactly("fleet: NaN or infinity in the latents of drawing 0;"
                        + " fleet model check DIR looks whether the model is damaged");
    }

    @Command(name = "draw")
    private static final class Drawing implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new BadImageException(Map.of(), Map.of(0, BadImageException.Kind.LATENTS_NOT_FINITE));
        }
    }
}
