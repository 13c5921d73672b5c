package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HelpTest {
    @Test
    void aWorkerIsOfferedASimulatedDevice() {
        assertThat(CommandLineRun.of("worker", "--help").out()).contains("simulated:100ms,faults");
    }

    /** Of a command's description, the list of commands shows the first line alone. */
    @Test
    void inAListOfCommandsEachLineComesToAnEnd() {
        assertThat(subcommands(Fleet.commandLine()))
                .extracting(command -> command.getCommandSpec().usageMessage().description()[0])
                .allMatch(line -> line.matches(".*[.]"));
    }

    private static List<CommandLine> subcommands(CommandLine command) {
        return command.getSubcommands().values().stream()
                .flatMap(each -> Stream.concat(Stream.of(each), subcommands(each).stream()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate", "bench model", "bench memory", "bench quality"})
    void whatDrawsWithAModelAloneIsNot(String command) {
        assertThat(CommandLineRun.of((command + " --help").split(" ")).out())
                .contains("--device=DEVICE")
                .doesNotContain("simulated");
    }
}
