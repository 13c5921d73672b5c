package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code src/docs/configuration.md} lists every option; {@code DOCS_WRITE=true} in the environment writes the lists anew. */
class ConfigurationDocTest {
    private static final String BEGIN = "<!-- options -->\n";

    private final Path document = Goldens.root().resolve("src/docs/configuration.md");

    @Test
    void listsEveryOptionOfEveryCommandWithItsVariableAndDefault() throws IOException {
        String expected = tables();
        String text = Files.readString(document);
        String head = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        if ("true".equals(System.getenv("DOCS_WRITE"))) {
            Files.writeString(document, head + expected);
        }

        assertThat(Files.readString(document).substring(head.length())).isEqualTo(expected);
    }

    private static String tables() {
        return commands(Fleet.commandLine())
                .map(command -> table(command.getCommandSpec()))
                .collect(Collectors.joining());
    }

    /** Those that do something; a group of commands has no options. */
    private static Stream<CommandLine> commands(CommandLine command) {
        Map<String, CommandLine> subcommands = command.getSubcommands();
        return subcommands.isEmpty()
                ? Stream.of(command)
                : subcommands.values().stream().flatMap(ConfigurationDocTest::commands);
    }

    private static String table(CommandSpec spec) {
        Stream<String> positional = spec.positionalParameters().stream().map(ConfigurationDocTest::row);
        Stream<String> options = spec.options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .map(ConfigurationDocTest::row);
        String rows = Stream.concat(positional, options).collect(Collectors.joining());
        return "\n## " + spec.qualifiedName() + "\n\n"
                + String.join(" ", spec.usageMessage().description())
                + "\n\n| option | variable | default | meaning |\n|---|---|---|---|\n" + rows;
    }

    private static String row(PositionalParamSpec parameter) {
        return row(parameter.paramLabel(), "", "", parameter.description());
    }

    private static String row(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        String variable =
                Optional.ofNullable(FleetEnvironment.variableOf(option)).orElse("");
        String fallback = Optional.ofNullable(option.defaultValue()).orElse("");
        return row(option.longestName() + label, variable, fallback, option.description());
    }

    private static String row(String option, String variable, String fallback, String[] description) {
        String meaning = List.of(description).stream()
                .collect(Collectors.joining(" "))
                .replace("$${", "${")
                .replace("${DEFAULT-VALUE}", fallback);
        return "| " + code(option) + " | " + code(variable) + " | " + code(fallback) + " | " + meaning + " |\n";
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
