package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documents show is there, and works as it is shown. */
class DocsIT {
    private static final Path ROOT = Path.of(System.getProperty("fleet.root"));
    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("`((?:\\./deploy/|bin/)?fleet [^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

    @TempDir
    private Path folder;

    /** Every {@code fleet generate} in a block of the README, as it stands there but for the folder. */
    @ParameterizedTest
    @MethodSource("generateCommands")
    void drawsWhatTheReadmeSaysItDraws(ShownCommand shown) {
        CommandLineRun run = CommandLineRun.of(shown.writingTo(folder).arguments());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).isNotEmpty().allSatisfy(file -> assertThat(Path.of(file))
                .isNotEmptyFile());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void showsOnlyCommandsAndOptionsThatThereAre(Path document) {
        assertThat(shownIn(document)).allSatisfy(shown -> {
            CommandLine command = shown.command();
            assertThat(shown.options())
                    .as(shown.text())
                    .isSubsetOf(command.getCommandSpec().optionsMap().keySet());
        });
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksToWhatIsThere(Path document) {
        assertThat(matches(LINK, document))
                .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }

    static Stream<ShownCommand> generateCommands() {
        return inBlocks(ROOT.resolve("README.md")).filter(shown -> shown.arguments()[0].equals("generate"));
    }

    static List<Path> documents() throws IOException {
        try (Stream<Path> modules = Files.walk(ROOT, 2);
                Stream<Path> docs = Files.walk(ROOT.resolve("src/docs"))) {
            return Stream.concat(modules, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .distinct()
                    .toList();
        }
    }

    private static List<ShownCommand> shownIn(Path document) {
        Stream<ShownCommand> inline = matches(INLINE, document).stream().flatMap(ShownCommand::in);
        return Stream.concat(inBlocks(document), inline).toList();
    }

    private static Stream<ShownCommand> inBlocks(Path document) {
        return matches(SHELL, document).stream().flatMap(String::lines).flatMap(ShownCommand::in);
    }

    private static List<String> matches(Pattern pattern, Path document) {
        try {
            return pattern.matcher(Files.readString(document))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line that calls the fleet. */
    record ShownCommand(String text) {
        private static final Pattern CALL = Pattern.compile("(?:^|[ /])fleet (.*?)(?: +#.*)?$");
        private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

        static Stream<ShownCommand> in(String line) {
            return CALL.matcher(line).results().map(call -> new ShownCommand(call.group(1)));
        }

        String[] arguments() {
            return WORD.matcher(text).results().map(ShownCommand::unquoted).toArray(String[]::new);
        }

        ShownCommand writingTo(Path folder) {
            return new ShownCommand(text.replaceFirst("--out \\S+", "--out " + folder));
        }

        /** The command whose options these are; fails where there is none of this name. */
        CommandLine command() {
            CommandLine fleet = Fleet.commandLine();
            String name = arguments()[0];
            if (name.startsWith("-") || name.equals("COMMAND")) {
                return fleet;
            }
            assertThat(fleet.getSubcommands()).containsKey(name);
            CommandLine command = fleet.getSubcommands().get(name);
            return Stream.of(arguments())
                    .skip(1)
                    .findFirst()
                    .map(command.getSubcommands()::get)
                    .orElse(command);
        }

        List<String> options() {
            return Stream.of(arguments()).filter(word -> word.startsWith("--")).toList();
        }

        private static String unquoted(MatchResult word) {
            return word.group(1) != null ? word.group(1) : word.group(2);
        }
    }
}
