package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.hub.FakeHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user does with a model's files, by commands. */
class ModelIT {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path folder;

    @Test
    void aModelThatWasPulledIsSoundAndDraws() {
        try (FakeHub hub = new FakeHub()) {
            publish(hub);
            Path model = folder.resolve("pulled");

            CommandLineRun pulled =
                    run("model", "pull", "someone/wuerstchen", "--hub", hub.url(), "--to", model.toString());

            assertThat(pulled.exitCode()).as(pulled.err()).isZero();
            assertThat(pulled.out())
                    .contains("wuerstchen: someone/wuerstchen at " + COMMIT + ", license as the hub states it: mit");
            CommandLineRun checked = run("model", "check", model.toString());
            assertThat(checked.out()).isEqualTo(model + ": sound, and draws\n");
            assertThat(checked.err()).isEmpty();
            CommandLineRun seen = run("model", "inspect", model.toString());
            assertThat(seen.out())
                    .startsWith("pulled: 12.2 million parameters, 24.5 MB of weights\n")
                    .contains("someone/wuerstchen-prior at " + COMMIT + " (main), " + hub.url());
            CommandLineRun drawn = run(
                    "generate",
                    "--model",
                    model.toString(),
                    "--prompt",
                    "a cat",
                    "--width",
                    "128",
                    "--height",
                    "128",
                    "--prior-steps",
                    "2",
                    "--decoder-steps",
                    "2",
                    "--out",
                    folder.toString());
            assertThat(drawn.exitCode()).as(drawn.err()).isZero();
        }
    }

    @Test
    void aHubThatDoesNotHaveItIsNamedWithAnExitCodeOfItsOwn() {
        try (FakeHub hub = new FakeHub()) {
            CommandLineRun run = run(
                    "model",
                    "pull",
                    "some/thing",
                    "--hub",
                    hub.url(),
                    "--to",
                    folder.resolve("m").toString());

            assertThat(run.exitCode()).isEqualTo(Exit.AWAY);
            assertThat(run.errorLines())
                    .containsExactly(
                            "fleet: " + hub.url() + "/api/models/some/thing-prior/revision/main: 127.0.0.1 says"
                                    + " 404, RepoNotFound (expected: a repository, revision and file that there are)");
        }
    }

    @Test
    void aSynthesizedModelIsSoundUntilSomethingIsDoneToIt() throws IOException {
        Path model = folder.resolve("synth");
        CommandLineRun made = run("model", "synth", "--like", "demo", "--dtype", "float16", model.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(run("model", "check", "--no-picture", model.toString()).exitCode())
                .isZero();
        assertThat(Json.parseObject(run("model", "inspect", "--json", model.toString())
                                .out())
                        .path("networks"))
                .hasSize(5);
        Files.delete(model.resolve("wuerstchen/vqgan/config.json"));

        CommandLineRun checked = run("model", "check", model.toString());

        assertThat(checked.exitCode()).isEqualTo(Exit.FAILED);
        assertThat(checked.out())
                .isEqualTo("wuerstchen/vqgan/config.json: is missing (expected: a file, as published)\n");
        assertThat(checked.errorLines())
                .containsExactly("note: no picture was drawn, for these faults", "fleet: " + model + ": faults: 1");
    }

    @Test
    void aFolderThatIsNotEmptyIsNotWrittenOver() throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "mine");

        CommandLineRun run = run("model", "synth", "--like", "demo", folder.toString());

        assertThat(run.exitCode()).isEqualTo(Exit.WRONG_USE);
        assertThat(run.errorLines())
                .containsExactly("fleet: DIR: " + folder + " is not empty (expected: a new folder)");
        assertThat(folder.toFile().list()).containsExactly("mine.txt");
    }

    /** The demo model's own files. */
    private static void publish(FakeHub hub) {
        for (String half : List.of("wuerstchen-prior", "wuerstchen")) {
            Path from = Goldens.model("emoji").resolve(half);
            try (Stream<Path> files = Files.walk(from)) {
                files.filter(Files::isRegularFile)
                        .forEach(file ->
                                hub.put("someone/" + half, from.relativize(file).toString(), bytes(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            hub.commit("someone/" + half, COMMIT);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(arguments);
    }
}
