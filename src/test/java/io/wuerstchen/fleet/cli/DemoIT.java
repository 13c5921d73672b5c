package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code fleet demo} as a user runs it: Kafka, S3, a dispatcher, a worker and 24 pictures. */
@Timeout(240)
class DemoIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORMAT = "javax_imageio_png_1.0";

    @TempDir
    static Path folder;

    private static Path demo;
    private static LauncherRun run;

    @BeforeAll
    static void runOnce() throws Exception {
        demo = folder.resolve("demo");
        // A far Kafka's settings, which are not for the demo.
        Map<String, String> environment = Map.of("FLEET_KAFKA_PROPERTIES", "/nowhere/tls.properties");
        run = LauncherRun.of(environment, LauncherRun.packaged(), folder, "demo", "--dir", demo.toString());
    }

    @Test
    void endsWellAndSaysWhereToLook() {
        assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
        assertThat(run.out()).last().isEqualTo("contact sheet: " + demo.resolve("contact-sheet.png"));
        assertThat(run.out())
                .anyMatch(line -> line.startsWith("24 rows: 24 committed, 0 dead, 0 rejected; 24 pictures"));
        assertThat(run.err()).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
    }

    @Test
    void everyPromptBecomesAPictureThatCarriesIt() throws IOException {
        Map<String, String> prompts = prompts();

        assertThat(prompts).hasSize(24);
        assertThat(pictures()).hasSize(24);
        for (Map.Entry<String, String> prompt : prompts.entrySet()) {
            Path picture = demo.resolve("pictures").resolve(prompt.getKey() + ".png");
            assertThat(parametersText(picture)).startsWith(prompt.getValue() + "\nSteps: 20, Sampler: ");
        }
    }

    @Test
    void everyPictureHasTheBackgroundThatWasAskedFor() throws IOException {
        for (Map.Entry<String, String> prompt : prompts().entrySet()) {
            BufferedImage image = ImageIO.read(
                    demo.resolve("pictures").resolve(prompt.getKey() + ".png").toFile());
            BackgroundColour asked = BackgroundColour.of(prompt.getValue());

            assertThat(BackgroundColour.ofBorder(image)).as(prompt.getValue()).containsOnly(asked);
            assertThat(asked.distance(image)).as(prompt.getValue()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void theReportSaysWhatBecameOfTheBatch() throws IOException {
        JsonNode report = report();

        assertThat(report.fieldNames())
                .toIterable()
                .containsExactly(
                        "batch",
                        "generation",
                        "rows",
                        "published",
                        "committed",
                        "rejected",
                        "dead",
                        "cancelled",
                        "images",
                        "swept",
                        "seconds",
                        "micro_batches",
                        "workers");
        assertThat(report.path("batch").asText()).matches("demo-\\d{8}-\\d{6}");
        assertThat(counts(report)).containsExactly(24, 24, 0, 0, 24);
        assertThat(report.path("seconds").asDouble()).isBetween(0.1, 90.0);
        assertThat(report.path("workers"))
                .singleElement()
                .extracting(JsonNode::asInt)
                .isEqualTo(24);
    }

    @Test
    void eachSizeHasAMicroBatchLargerThanOne() throws IOException {
        JsonNode report = report();
        Map<String, Integer> largest = new HashMap<>();
        int images = 0;
        for (JsonNode microBatch : report.path("micro_batches")) {
            int size = microBatch.path("size").asInt();
            String key = microBatch.path("key").asText();
            largest.merge(key.substring(0, key.indexOf(' ')), size, Math::max);
            images += size * microBatch.path("count").asInt();
        }

        assertThat(largest).containsOnlyKeys("128x128", "256x128", "128x256");
        assertThat(largest.values()).allMatch(size -> size > 1);
        assertThat(images).isEqualTo(24);
    }

    @Test
    void theContactSheetIsAPicture() throws IOException {
        BufferedImage sheet = ImageIO.read(demo.resolve("contact-sheet.png").toFile());

        assertThat(sheet.getWidth()).isGreaterThan(600);
        assertThat(sheet.getHeight()).isGreaterThan(600);
    }

    @Test
    void aSecondRunInTheSameFolderStartsAfresh() throws Exception {
        String first = report().path("batch").asText();
        Path old = Files.createFile(demo.resolve("pictures/of-an-earlier-run.png"));

        LauncherRun again = LauncherRun.of(LauncherRun.packaged(), folder, "demo", "--dir", "demo");

        assertThat(again.exitCode()).as(String.join("\n", again.err())).isZero();
        assertThat(report().path("batch").asText()).isNotEqualTo(first);
        assertThat(report().path("committed").asInt()).isEqualTo(24);
        assertThat(pictures()).hasSize(24).doesNotContain(old);
    }

    @Test
    void somebodyElsesFolderIsRefusedAndLeftAsItIs() throws IOException {
        Path precious = Files.createFile(
                Files.createDirectory(folder.resolve("precious")).resolve("thesis.txt"));

        CommandLineRun refused =
                CommandLineRun.of("demo", "--dir", precious.getParent().toString());

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.errorLines())
                .containsExactly("fleet: --dir: " + precious.getParent()
                        + " is in use (expected: a new or empty folder, or a demo's own)");
        try (Stream<Path> files = Files.list(precious.getParent())) {
            assertThat(files).containsExactly(precious);
        }
    }

    @Test
    void killedInTheMiddleItLeavesNoProcess() throws Exception {
        // Given
        Path err = folder.resolve("killed.err");
        Process killed = LauncherRun.start(
                LauncherRun.packaged(),
                folder,
                folder.resolve("killed.out").toFile(),
                err.toFile(),
                "demo",
                "--dir",
                "killed");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(err).contains("\nready "));
        List<ProcessHandle> children = killed.descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);

        // When
        killed.destroyForcibly();

        // Then
        await().atMost(Duration.ofSeconds(40)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static JsonNode report() throws IOException {
        return JSON.readTree(demo.resolve("report.json").toFile());
    }

    private static Integer[] counts(JsonNode report) {
        return Stream.of("rows", "committed", "rejected", "dead", "images")
                .map(name -> report.path(name).asInt(-1))
                .toArray(Integer[]::new);
    }

    private static Map<String, String> prompts() throws IOException {
        Map<String, String> prompts = new HashMap<>();
        for (String line : Files.readAllLines(demo.resolve("prompts.jsonl"))) {
            JsonNode row = JSON.readTree(line);
            prompts.put(row.path("id").asText(), row.path("prompt").asText());
        }
        return prompts;
    }

    private static List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(demo.resolve("pictures"))) {
            return files.toList();
        }
    }

    private static String parametersText(Path png) throws IOException {
        List<String> texts = new ArrayList<>();
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(png.toFile())) {
            reader.setInput(stream);
            Element root = (Element) reader.getImageMetadata(0).getAsTree(FORMAT);
            NodeList entries = root.getElementsByTagName("tEXtEntry");
            for (int i = 0; i < entries.getLength(); i++) {
                Element entry = (Element) entries.item(i);
                if (entry.getAttribute("keyword").equals("parameters")) {
                    texts.add(entry.getAttribute("value"));
                }
            }
        } finally {
            reader.dispose();
        }
        assertThat(texts).as(png.toString()).hasSize(1);
        return texts.get(0);
    }
}
