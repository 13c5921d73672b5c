package io.wuerstchen.fleet.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions;
import io.wuerstchen.fleet.worker.device.PipelineDevice;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch of mixed sizes through two workers with the demo model, by the commands that a user has. */
@Timeout(240)
@WithInfra
@Tag("once")
class TwoWorkersIT {
    private static final int ROWS = 200;
    private static final List<String> SIZES = List.of("128x128", "128x128", "256x128", "128x128", "128x256");
    private static final List<String> STEPS = List.of("--prior-steps", "4", "--decoder-steps", "3");

    @TempDir
    Path folder;

    @Test
    void shareTwoHundredRowsAndDrawWhatGenerateDraws(Infra infra) throws Exception {
        // Given
        Path prompts = prompts();
        try (JobTopics topics = new JobTopics(infra, "wuerstchen-emoji");
                Worker one = worker(infra, "one");
                Worker other = worker(infra, "other")) {
            topics.awaitMembers(4);

            // When
            CommandLineRun run = submit(prompts, infra);

            // Then
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertEveryRowHasOneResult();
            ObjectNode report = Json.parseObject(Files.readAllBytes(folder.resolve("report.json")));
            assertThat(report.path("workers").fieldNames()).toIterable().containsExactly("one", "other");
            assertThat(report.path("workers")).allMatch(images -> images.asInt() > 0);
            assertMicroBatches(report, one, other);
        }
        for (int row = 0; row < ROWS; row += ROWS / 10) {
            assertDrawnByGenerateToo(row);
        }
    }

    private void assertEveryRowHasOneResult() throws IOException {
        List<ObjectNode> results = Files.readAllLines(folder.resolve("results.jsonl")).stream()
                .map(Json::parseObject)
                .toList();
        assertThat(results)
                .extracting(result -> result.get("row").asInt())
                .containsExactlyElementsOf(IntStream.range(0, ROWS).boxed().toList());
        assertThat(results).extracting(result -> result.get("state").asText()).containsOnly("committed");
        assertThat(results)
                .extracting(result -> result.at("/images/0/size").asText())
                .containsExactlyElementsOf(
                        IntStream.range(0, ROWS).mapToObj(TwoWorkersIT::size).toList());
    }

    /** The report and the workers' own metrics tell of the same pictures, and of more than one at once. */
    private void assertMicroBatches(ObjectNode report, Worker... workers) throws Exception {
        int largest = 0;
        for (JsonNode microBatch : report.path("micro_batches")) {
            largest = Math.max(largest, microBatch.path("size").asInt());
        }
        assertThat(largest).isGreaterThan(1);
        double drawn = 0;
        for (Worker worker : workers) {
            drawn += sum(worker.card().address(), "fleet_micro_batch_images_sum{");
        }
        assertThat(drawn).isGreaterThanOrEqualTo(ROWS);
    }

    private void assertDrawnByGenerateToo(int row) throws IOException {
        Path out = folder.resolve("generated-" + row);
        String[] size = size(row).split("x");
        List<String> arguments = new ArrayList<>(List.of("generate", "--device", "cpu", "--prompt", prompt(row)));
        arguments.addAll(List.of("--width", size[0], "--height", size[1], "--seed", Integer.toString(row)));
        arguments.addAll(List.of("--out", out.toString()));
        arguments.addAll(STEPS);

        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.err()).isZero();
        try (Stream<Path> pictures = Files.list(out)) {
            byte[] generated = rgb(pictures.findFirst().orElseThrow());
            byte[] ofTheFleet = rgb(folder.resolve("pictures/id-" + row + ".png"));
            assertThat(ofTheFleet).hasSameSizeAs(generated);
            Goldens.assertPixelsNear("row " + row, generated, 0, ofTheFleet);
        }
    }

    private static Worker worker(Infra infra, String id) {
        PipelineOptions cpu = PipelineOptions.defaults().withDevice("cpu");
        return Worker.start(new WorkerOptions(
                () -> PipelineDevice.load(Goldens.model("emoji"), cpu),
                new WorkerOptions.Work(2, 8, Duration.ofSeconds(20)),
                new WorkerOptions.Addresses(infra.kafka(), infra.store()),
                new WorkerOptions.Presence(Optional.of(id), "127.0.0.1", 0, "test")));
    }

    private CommandLineRun submit(Path prompts, Infra infra) {
        List<String> arguments = new ArrayList<>(List.of("submit", prompts.toString()));
        arguments.addAll(List.of("--report", folder.resolve("report.json").toString()));
        arguments.addAll(List.of("--download", folder.resolve("pictures").toString()));
        arguments.addAll(List.of("--kafka", infra.kafka().bootstrapServers()));
        arguments.addAll(List.of("--topic-prefix", infra.kafka().topicPrefix()));
        arguments.addAll(List.of("--s3-endpoint", infra.store().endpoint().toString()));
        arguments.addAll(List.of("--s3-access-key", infra.store().keys().accessKey()));
        arguments.addAll(List.of("--s3-secret-key", infra.store().keys().secretKey()));
        arguments.addAll(List.of("--bucket", infra.store().bucket()));
        arguments.addAll(STEPS);
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private Path prompts() throws IOException {
        String lines = IntStream.range(0, ROWS)
                .mapToObj(row -> Json.object()
                        .put("id", "id-" + row)
                        .put("prompt", prompt(row))
                        .put("size", size(row))
                        .put("seed", row)
                        .toString())
                .collect(joining("\n"));
        return Files.writeString(folder.resolve("mixed.jsonl"), lines);
    }

    private static String prompt(int row) {
        return "a cat and " + row + " bees on yellow";
    }

    private static String size(int row) {
        return SIZES.get(row % SIZES.size());
    }

    private static double sum(URI worker, String beginning) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(worker.resolve("/metrics")).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static byte[] rgb(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        int[] samples = image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
        byte[] rgb = new byte[samples.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) samples[i];
        }
        return rgb;
    }
}
