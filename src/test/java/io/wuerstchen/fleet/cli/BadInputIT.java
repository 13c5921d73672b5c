package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.Goldens;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One clear line, exit code 2, no stack trace, nothing written. */
class BadInputIT {
    private static final String WEIGHTS = "wuerstchen-prior/prior/diffusion_pytorch_model.safetensors";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--width 100 | width: 100 (expected: a multiple of 128, nearest 128)",
                "--height 300 | height: 300 (expected: a multiple of 128, nearest 256 or 384)",
                "--width 4096 --height 4096 | size: 4096x4096 (expected: at most 4194304 pixels, nearest 2048x2048)",
                "--prior-guidance NaN | prior_guidance: NaN (expected: 0 to 1000; above 1 it is at work)",
                "--decoder-guidance -1 | decoder_guidance: -1.0 (expected: 0 to 1000; above 1 it is at work)",
                "--prior-steps 0 | prior_steps: 0 (expected: 1 to 1000)",
                "--seed pear | Invalid value for option '--seed': 'pear' (expected: a whole number from 0 to 9223372036854775807)",
                "--seed -1 | Invalid value for option '--seed': '-1' (expected: a whole number from 0 to 9223372036854775807)",
                "--images 11 | --images: 11 (expected: 1 to 10)",
                "--images 0 | --images: 0 (expected: 1 to 10)",
                "--max-pixels 0 | Invalid value for option '--max-pixels': '0' (expected: 16384 or more)",
                "--prior-timesteps 0.5,0.8 | prior_timesteps: [0.5, 0.8] (expected: two values or more, strictly descending within 1 to 0)",
                "--device tpu | device: tpu (expected: auto, cpu or cuda:N)",
                "--latents-dtype f8 | Invalid value for option '--latents-dtype': 'f8' (expected: f16 or f32)",
                "--prior-timesteps 1,x,0 | prior_timesteps: 1,x,0 (expected: \"default\", or numbers with commas as in 1.0,0.5,0)",
                "--prior-steps 3 --prior-timesteps default | mutually exclusive",
                "--colour blue | Unknown options: '--colour', 'blue'",
                "--output-format gif | output_format: gif (expected: png, jpeg or webp)",
            })
    void isRefusedByNameValueAndWhatWasExpected(String options, String message) throws IOException {
        CommandLineRun run = generate(Goldens.model("tiny"), options.split(" "));

        assertRefused(run, message);
    }

    @Test
    void aModelFolderThatIsMissingIsNamed() throws IOException {
        Path missing = folder.resolve("no-model");

        CommandLineRun run = generate(missing);

        assertRefused(run, missing.toString());
    }

    @Test
    void aTruncatedModelFileIsNamed() throws IOException {
        Path model = copyOfTiny();
        try (RandomAccessFile file = new RandomAccessFile(model.resolve(WEIGHTS).toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }

        CommandLineRun run = generate(model);

        assertRefused(run, "diffusion_pytorch_model.safetensors");
    }

    @Test
    void aModelFileWithALyingHeaderIsNamed() throws IOException {
        Path model = copyOfTiny();
        try (RandomAccessFile file = new RandomAccessFile(model.resolve(WEIGHTS).toFile(), "rw")) {
            file.writeLong(Long.reverseBytes(1L << 60));
        }

        CommandLineRun run = generate(model);

        assertRefused(run, "diffusion_pytorch_model.safetensors");
    }

    @Test
    void aConfigThatDoesNotFitItsWeightsIsNamedWithTheTensor() throws IOException {
        Path model = copyOfTiny();
        Path config = model.resolve("wuerstchen-prior/prior/config.json");
        String json = Files.readString(config, StandardCharsets.UTF_8);
        Files.writeString(config, json.replace("\"c\": 96", "\"c\": 64"));

        CommandLineRun run = generate(model);

        assertRefused(run, "projection.weight");
    }

    @Test
    void aPromptThatIsNoUtf8IsRefused() {
        CommandLineRun run = CommandLineRun.of("generate", "--prompt", "K\uFFFDse");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines()).containsExactly("fleet: --prompt: K\uFFFDse (expected: text in UTF-8)");
    }

    @Test
    void aPromptIsTakenAsItStands() throws IOException {
        Path arguments = Files.writeString(folder.resolve("arguments"), "--colour");

        assertRefused(
                generate(Goldens.model("tiny"), "--width=100", "--negative-prompt", "@" + arguments), "width: 100");
        assertRefused(generate(Goldens.model("tiny"), "--width=100", "--negative-prompt=--seed"), "width: 100");
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefusedBeforeTheModelIsLoaded() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path inFile = file.resolve("pictures");

        CommandLineRun run = generate(folder.resolve("no-model"), "--out", inFile.toString());

        assertRefused(
                run, "--out: " + inFile + ": " + file + " is not a folder (expected: a folder that can be written)");
    }

    @Test
    void anUnknownOptionIsNamedBeforeAMissingOne() {
        CommandLineRun run = CommandLineRun.of("generate", "--promt", "a cat");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines()).singleElement().asString().contains("'--promt'");
    }

    @Test
    void aDemoNeedsAFolder() {
        CommandLineRun run = CommandLineRun.of("demo", "--dir", "");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines()).containsExactly("fleet: --dir: '' (expected: a folder that can be written)");
    }

    private CommandLineRun generate(Path model, String... more) {
        List<String> arguments = new ArrayList<>(List.of("generate", "--prompt", "a cat", "--model", model.toString()));
        if (!List.of(more).contains("--out")) {
            arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        }
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private void assertRefused(CommandLineRun run, String message) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .startsWith("fleet: ")
                .contains(message);
        assertThat(run.out()).isEmpty();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private Path copyOfTiny() throws IOException {
        Path from = Goldens.model("tiny");
        Path to = folder.resolve("model");
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> copy(file, to.resolve(from.relativize(file).toString())));
        }
        return to;
    }

    private static void copy(Path file, Path target) {
        try {
            Files.copy(file, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
