package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fleet's commands say, in one line and within seconds, where something that they need is not there. */
@Timeout(60)
@WithInfra
class ServicesAwayIT {
    private static final String WORKER = "worker --device simulated:1ms";

    @TempDir
    Path folder;

    private Infra infra;
    private Path prompts;

    @BeforeEach
    void start(Infra given) throws IOException {
        infra = given;
        prompts = Files.writeString(folder.resolve("prompts.txt"), "a cat\n");
    }

    @Test
    void aPromptsFileThatIsMissingIsSaidBeforeAnybodyIsAsked() throws IOException {
        // Given
        Path missing = folder.resolve("missing.jsonl");

        // When
        CommandLineRun run = run("submit " + missing, nobody(), "http://" + nobody(), "secret");

        // Then
        assertThat(run.exitCode()).isEqualTo(Exit.WRONG_USE);
        assertThat(run.errorLines())
                .containsExactly(
                        "fleet: prompts: " + missing + ": no such file (expected: a file of prompts, or - for stdin)");
    }

    @Test
    void whatTheShellHasClosedIsEmptyAndNotAFileOfJavas() throws Exception {
        // Given
        Path script = Files.writeString(folder.resolve("closed"), "#!/bin/sh\nexec \"$@\" <&- >&-\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        List<String> line = new ArrayList<>(List.of(LauncherRun.packaged().toString()));
        line.addAll(new InfraCommands(infra).line("submit", "-", "--batch", "closed"));

        // When
        LauncherRun run = LauncherRun.of(script, folder, line.toArray(String[]::new));

        // Then
        assertThat(run.exitCode()).isEqualTo(Exit.WRONG_USE);
        assertThat(run.err()).last().isEqualTo("fleet: prompts: stdin: no rows (expected: one or more)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers", "submit PROMPTS", WORKER})
    void kafkaThatIsNotThereIsSaidByItsAddress(String command) throws IOException {
        String kafka = nobody();
        long start = System.nanoTime();

        CommandLineRun run = run(command, kafka, s3(), secret());

        assertRefused(
                run, Exit.AWAY, "Kafka at " + kafka + ": Connection refused \\(expected: a broker that answers\\)");
        assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit PROMPTS", WORKER, "delete cats --yes", "reconcile cats"})
    void s3ThatIsNotThereIsSaidByItsAddress(String command) throws IOException {
        String s3 = "http://" + nobody();

        CommandLineRun run = run(command, kafka(), s3, secret());

        assertRefused(
                run,
                Exit.AWAY,
                "S3 at " + s3 + ": .*Connection refused.* \\(expected: an S3-compatible store that answers\\)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit PROMPTS", WORKER})
    void aWrongSecretIsSaidToBeOne(String command) {
        CommandLineRun run = run(command, kafka(), s3(), "wrong-secret");

        assertRefused(
                run,
                Exit.AWAY,
                "S3 at " + s3() + ": keys refused: SignatureDoesNotMatch, .*"
                        + " \\(expected: an access key and its secret that the store knows\\)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete cats --yes", "reconcile cats"})
    void aBucketThatIsMissingIsNotMadeToLookForABatch(String command) {
        CommandLineRun run = run(command + " --bucket no-such-bucket", kafka(), s3(), secret());

        assertRefused(
                run, Exit.AWAY, "bucket no-such-bucket at " + s3() + ": missing \\(expected: one that is there\\)");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = listen()) {
            CommandLineRun run = run(WORKER + " --port " + taken.getLocalPort(), kafka(), s3(), secret());

            assertRefused(
                    run,
                    Exit.WRONG_USE,
                    "port: " + taken.getLocalPort()
                            + " of 127.0.0.1 is taken or not ours \\(expected: a free port, or 0 for any\\)");
        }
    }

    @Test
    void aModelFolderThatIsMissingIsNamed() {
        Path missing = folder.resolve("no-model");

        CommandLineRun run = run(WORKER + " --model " + missing, kafka(), s3(), secret());

        assertRefused(run, Exit.WRONG_USE, ".*" + missing + ".*");
    }

    @Test
    void whatIsNoAddressOfKafkaIsRefused() {
        CommandLineRun run = run(WORKER, "kafka", s3(), secret());

        assertRefused(run, Exit.WRONG_USE, "Kafka: kafka \\(expected: HOST:PORT, more of them with commas between\\)");
    }

    private CommandLineRun run(String command, String kafka, String s3, String secret) {
        List<String> arguments = new ArrayList<>(
                List.of(command.replace("PROMPTS", prompts.toString()).split(" ")));
        arguments.addAll(List.of("--kafka", kafka, "--s3-endpoint", s3));
        if (!arguments.contains("--bucket")) {
            arguments.addAll(List.of("--bucket", infra.store().bucket()));
        }
        String access = infra.store().keys().accessKey();
        arguments.addAll(List.of("--s3-access-key", access, "--s3-secret-key", secret));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    /** One line says it, after the one that a command says where it goes. */
    private static void assertRefused(CommandLineRun run, int code, String pattern) {
        assertThat(run.errorLines().stream().filter(line -> !line.matches("(Kafka|S3) at .*")))
                .singleElement()
                .asString()
                .matches(Pattern.compile("fleet: " + pattern));
        assertThat(run.exitCode()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
    }

    private String kafka() {
        return infra.kafka().bootstrapServers();
    }

    private String s3() {
        return infra.store().endpoint().toString();
    }

    private String secret() {
        return infra.store().keys().secretKey();
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = listen()) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
