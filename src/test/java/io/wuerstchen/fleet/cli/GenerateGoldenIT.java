package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.weights.SafetensorsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code fleet generate} against whole runs of the reference. */
class GenerateGoldenIT {
    @TempDir
    Path out;

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void writesThePictureAndTensorsThatTheReferenceMakes(String model, int number) throws IOException {
        JsonNode job = Goldens.jobs(model).get(number);

        CommandLineRun run = CommandLineRun.of(arguments(model, job));

        assertThat(run.exitCode()).as(run.err()).isZero();
        int images = job.path("images").asInt(1);
        try (Goldens golden = Goldens.cases(model)) {
            for (int i = 0; i < images; i++) {
                String suffix = images > 1 ? "-" + i : "";
                assertTensor(golden, number + ".image_embeddings", i, file(suffix + ".embeddings.safetensors"));
                assertTensor(golden, number + ".latents", i, file(suffix + ".latents.safetensors"));
                byte[] ours = rgb(file(suffix + ".png"));
                Goldens.assertPixelsNear(number + ".image", golden.bytes(number + ".image"), i * ours.length, ours);
            }
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of("tiny", "odd", "emoji")
                .flatMap(model ->
                        IntStream.range(0, Goldens.jobs(model).size()).mapToObj(number -> Arguments.of(model, number)));
    }

    private String[] arguments(String model, JsonNode job) {
        List<String> arguments = new ArrayList<>(List.of("generate", "--out", out.toString()));
        arguments.addAll(List.of("--model", Goldens.model(model).toString()));
        arguments.addAll(List.of("--save-embeddings", "--save-latents", "--latents-dtype", "f32"));
        option(arguments, "--prompt", job.path("prompt"));
        option(arguments, "--negative-prompt", job.path("negative_prompt"));
        option(arguments, "--seed", job.path("seed"));
        option(arguments, "--width", job.path("width"));
        option(arguments, "--height", job.path("height"));
        option(arguments, "--images", job.path("images"));
        option(arguments, "--prior-guidance", job.path("prior_guidance"));
        option(arguments, "--decoder-guidance", job.path("decoder_guidance"));
        schedule(arguments, "--prior-", job, "prior_");
        schedule(arguments, "--decoder-", job, "decoder_");
        return arguments.toArray(String[]::new);
    }

    private static void schedule(List<String> arguments, String option, JsonNode job, String field) {
        JsonNode timesteps = job.path(field + "timesteps");
        if (timesteps.isMissingNode()) {
            option(arguments, option + "steps", job.path(field + "steps"));
        } else {
            List<String> values = StreamSupport.stream(timesteps.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            arguments.addAll(List.of(option + "timesteps", String.join(",", values)));
        }
    }

    private static void option(List<String> arguments, String name, JsonNode value) {
        if (!value.isMissingNode()) {
            arguments.addAll(List.of(name, value.asText()));
        }
    }

    private Path file(String ending) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no file that ends in " + ending));
        }
    }

    private static void assertTensor(Goldens golden, String name, int image, Path file) {
        try (SafetensorsFile ours = SafetensorsFile.open(file)) {
            String tensor = name.endsWith("latents") ? "latents" : "image_embeddings";
            assertThat(ours.tensor(tensor).shape().get(0)).isEqualTo(1);
            golden.assertNear(name, image, ours.floats(tensor), Goldens.RUN);
        }
    }

    private static byte[] rgb(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
        for (int i = 0; i < rgb.length / 3; i++) {
            int pixel = image.getRGB(i % image.getWidth(), i / image.getWidth());
            rgb[3 * i] = (byte) (pixel >> 16);
            rgb[3 * i + 1] = (byte) (pixel >> 8);
            rgb[3 * i + 2] = (byte) pixel;
        }
        return rgb;
    }
}
