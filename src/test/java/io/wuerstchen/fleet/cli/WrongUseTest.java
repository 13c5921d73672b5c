package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.local.DirectoryLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a command line, said before anybody is asked and with the code for it. */
class WrongUseTest {
    private static final List<String> NOWHERE =
            List.of("--s3-endpoint", "http://127.0.0.1:1", "--kafka", "127.0.0.1:1");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exprot       | exprot: no such command (did you mean export?)",
                "frobnicating | frobnicating: no such command (expected: one of demo, generate, local, worker, ",
                "bench wroker | wroker: no such command (did you mean worker?)",
            })
    void aCommandThatIsNoneIsNamedAndTheNearestSuggested(String line, String message) {
        assertRefused(CommandLineRun.of(line.split(" ")), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model synth --like demo --seed -1 NONE", "generate --prompt x --seed -1"})
    void aSeedBelowZeroIsRefused(String line) {
        assertRefused(
                CommandLineRun.of(
                        line.replace("NONE", folder.resolve("none").toString()).split(" ")),
                "Invalid value for option '--seed': '-1' (expected: a whole number from 0 to 9223372036854775807)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3://UPPER_x/cats | --to: bucket UPPER_x (expected: 3 to 63 lower-case letters, ",
                "S3:cats           | --to: S3:cats (expected: a folder, or s3://BUCKET/PREFIX)",
                "gs://cats/small   | --to: gs://cats/small (expected: a folder, or s3://BUCKET/PREFIX)",
            })
    void aPlaceThatIsNeitherAFolderNorABucketIsRefused(String place, String message) {
        assertRefused(runNowhere("export", "cats", "--to", place), message);
    }

    @Test
    void aSchemeInCapitalsIsOne() {
        CommandLineRun run = runNowhere("export", "cats", "--to", "S3://cats/small");

        assertThat(run.exitCode()).isEqualTo(Exit.AWAY);
        assertThat(run.errorLines()).last().asString().startsWith("fleet: S3 at http://127.0.0.1:1: ");
    }

    @Test
    void aBucketThatNoStoreWouldTakeIsRefused() {
        assertRefused(runNowhere("list", "--bucket", "a_b"), "--bucket: bucket a_b (expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "submit PROMPTS --report /proc/x/report.json",
                "submit PROMPTS --download /proc/x",
                "export cats --to /proc/x",
                "reconcile cats --rows /proc/x/rows.jsonl",
                "local --dir /proc/x",
                "demo --dir /proc/x",
            })
    @EnabledOnOs(OS.LINUX)
    void aFolderThatCannotBeMadeIsRefusedAtTheStart(String line) throws IOException {
        String prompts =
                Files.writeString(folder.resolve("prompts.txt"), "a cat\n").toString();

        CommandLineRun run = line.matches("local.*|demo.*")
                ? CommandLineRun.of(line.split(" "))
                : runNowhere(line.replace("PROMPTS", prompts).split(" "));

        assertRefused(run, ": can't write to /proc (expected: a folder that can be written)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit PROMPTS --report", "reconcile cats --rows"})
    void aFileThatIsAFolderIsRefusedAtTheStart(String line) throws IOException {
        String prompts =
                Files.writeString(folder.resolve("prompts.txt"), "a cat\n").toString();

        CommandLineRun run = runNowhere((line.replace("PROMPTS", prompts) + " " + folder).split(" "));

        assertRefused(run, ": " + folder + " is a folder (expected: a file's name)");
    }

    @Test
    void aModelIsNotPulledOverAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("mine"), "mine");

        CommandLineRun run = pull("--to", file.toString());

        assertRefused(run, "--to: " + file + ": " + file + " is not a folder (expected: a folder that can be written)");
        assertThat(file).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--revision", "--prior-revision"})
    void aRevisionWithoutANameIsRefused(String option) {
        CommandLineRun run = pull("--to", folder.toString(), option, "");

        assertRefused(run, "revision:  (expected: a branch, a tag or a commit)");
    }

    @Test
    void aTokenFileThatIsNotThereIsNamedWithItsOption() {
        CommandLineRun run = pull("--to", folder.toString(), "--token-file", "/nonexist");

        assertRefused(run, "--token-file: /nonexist does not exist (expected: a text file with a token)");
    }

    @Test
    void aTokenFileThatIsAFolderOrNoTextIsNamedWithItsOption() throws IOException {
        Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe});

        CommandLineRun ofFolder = pull("--to", folder.toString(), "--token-file", folder.toString());
        CommandLineRun ofBytes = pull("--to", folder.toString(), "--token-file", bytes.toString());

        assertRefused(ofFolder, "--token-file: " + folder + " can't be read (expected: a text file with a token)");
        assertRefused(ofBytes, "--token-file: " + bytes + " can't be read (expected: a text file with a token)");
    }

    /** From where nothing answers. */
    private static CommandLineRun pull(String... options) {
        List<String> line = new ArrayList<>(List.of("model", "pull", "a/b", "--hub", "http://127.0.0.1:1"));
        line.addAll(List.of(options));
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    @Test
    void aSecondLocalFleetInAFolderIsRefused() {
        try (DirectoryLock first = DirectoryLock.take(folder, ".lock")) {
            CommandLineRun second = CommandLineRun.of("local", "--dir", folder.toString());

            assertRefused(
                    second,
                    "--dir: " + folder + ": in use by process "
                            + ProcessHandle.current().pid() + " (expected: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--kafka-port", "--s3-port"})
    void aPortOfTheLocalFleetThatIsTakenIsNamed(String option) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            CommandLineRun run = CommandLineRun.of("local", "--dir", folder.toString(), option, port);

            assertRefused(run, option + ": " + port + " is taken or not ours (expected: a free port of 127.0.0.1)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536"})
    void aPortThatIsNoneIsRefused(String port) {
        CommandLineRun run = CommandLineRun.of("local", "--dir", folder.toString(), "--s3-port", port);

        assertRefused(run, "--s3-port: " + port + " (expected: 0 to 65535)");
    }

    private static void assertRefused(CommandLineRun run, String message) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(Exit.WRONG_USE);
        assertThat(run.errorLines()).last().asString().startsWith("fleet: ").contains(message);
        assertThat(run.out()).isEmpty();
    }

    private static CommandLineRun runNowhere(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(arguments[0].equals("submit") ? NOWHERE : NOWHERE.subList(0, 2));
        return CommandLineRun.of(line.toArray(String[]::new));
    }
}
