package io.wuerstchen.fleet.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A local fleet of simulated workers, run and maltreated by the commands that a user has. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class FleetIT {
    private static final int ROWS = 2000;
    private static final Duration START = Duration.ofSeconds(60);
    /** Kafka sees a killed process's connection end, in a second or two; without that, its locks end after 30 s. */
    private static final Duration REDELIVERY = Duration.ofSeconds(20);

    private static final Pattern ADDRESS = Pattern.compile("ready .*, at (http://[^;\\s/]+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void startLocalFleet() throws IOException {
        start("local", "local", "--dir", folder.resolve("local").toString());
        awaitLine("local", "Kafka at ");
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).destroy();
            if (!started.get(i).waitFor(30, TimeUnit.SECONDS)) {
                started.get(i).destroyForcibly();
            }
        }
    }

    @Test
    void everyRowOfABatchIsCommittedOnceThoughOneWorkerIsKilledAndAnotherStopped() throws Exception {
        // Given
        Process killed = startWorker("killed");
        Process stopped = startWorker("stopped");
        startWorker("survivor");
        startWorker("other-survivor");
        List.of("killed", "stopped", "survivor", "other-survivor").forEach(this::awaitReady);
        Process submit = submitWithoutPictures(prompts(ROWS), "first");

        // When
        await().atMost(START).until(() -> meter("killed", "fleet_images_total") > 0);
        killed.destroyForcibly();
        await().atMost(REDELIVERY).until(() -> redeliveries("stopped", "survivor", "other-survivor") > 0);
        stopped.destroy();

        // Then
        assertThat(submit.waitFor(150, TimeUnit.SECONDS)).isTrue();
        assertThat(submit.exitValue()).as(text("first")).isZero();
        List<ObjectNode> results = results("first");
        assertThat(results).extracting(result -> result.get("state").asText()).containsOnly("committed");
        assertThat(results)
                .extracting(result -> result.get("id").asText())
                .containsExactlyElementsOf(
                        IntStream.range(0, ROWS).mapToObj(row -> "id-" + row).toList());
        assertThat(results.stream()
                        .map(result -> result.at("/images/0/key").asText())
                        .collect(toSet()))
                .hasSize(ROWS);
        assertThat(stopped.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(stopped.exitValue()).isZero();
    }

    @Test
    void aBatchKeepsItsNameItsRowsAndItsReport() throws Exception {
        // Given
        Path prompts = folder.resolve("batch.jsonl");
        Files.writeString(prompts, "{\"id\":\"good\",\"prompt\":\"a cat\"}\n{\"id\":\"bad\",\"widht\":128}\na cat\n");
        startWorker("worker");
        awaitReady("worker");

        // When
        Process first = submit(prompts, "first");
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

        // Then
        assertThat(first.exitValue()).as(text("first")).isEqualTo(Exit.IMPERFECT);
        assertThat(text("first"))
                .contains("batch.jsonl line 2: widht: unknown field (did you mean width?)")
                .contains("batch.jsonl line 3: not JSON: ");
        assertThat(results("first"))
                .extracting(result -> result.get("state").asText())
                .containsExactly("committed", "rejected", "rejected");

        // And the same file again tells at once what is known
        Process again = submit(prompts, "again");
        assertThat(again.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).isEqualTo(Exit.IMPERFECT);
        assertThat(Files.readString(folder.resolve("again/results.jsonl")))
                .isEqualTo(Files.readString(folder.resolve("first/results.jsonl")));
        assertThat(folder.resolve("again/pictures/good.png"))
                .hasSameBinaryContentAs(folder.resolve("first/pictures/good.png"));

        // And another file is refused under its name
        Files.writeString(prompts, "{\"id\":\"good\",\"prompt\":\"a dog\"}\n");
        Process other = submit(prompts, "other");
        assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).isEqualTo(Exit.WRONG_USE);
        assertThat(text("other")).contains("batch stands there with another input", "batch-2");

        // And a deleted one leaves its name free
        assertThat(start("delete", "delete", "batch", "--yes").waitFor()).isZero();
        Process anew = submit(prompts, "anew");
        assertThat(anew.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(anew.exitValue()).as(text("anew")).isZero();
    }

    @Test
    void aLocalFleetWhoseServersDieSaysSoAndEndsWithACodeOfItsOwn() throws Exception {
        // Given
        Process local = started.get(0);
        ProcessHandle servers = local.descendants()
                .filter(each -> each.children().findAny().isEmpty())
                .findFirst()
                .orElseThrow();

        // When
        servers.destroyForcibly();

        // Then
        assertThat(local.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(local.exitValue()).isEqualTo(Exit.FAILED);
        assertThat(text("local").lines())
                .last()
                .asString()
                .startsWith("fleet: Kafka and S3 have ended (their log is in " + folder.resolve("local/logs"));
    }

    private Process startWorker(String name) throws IOException {
        return start(name, "worker", "--device", "simulated:20ms", "--id", name);
    }

    private void awaitReady(String worker) {
        awaitLine(worker, "ready " + worker);
    }

    private Process submit(Path prompts, String name) throws IOException {
        Path out = folder.resolve(name);
        String pictures = out.resolve("pictures").toString();
        String report = out.resolve("report.json").toString();
        return start(name, "submit", prompts.toString(), "--report", report, "--download", pictures);
    }

    private Process submitWithoutPictures(Path prompts, String name) throws IOException {
        String report = folder.resolve(name).resolve("report.json").toString();
        return start(name, "submit", prompts.toString(), "--report", report);
    }

    private Process start(String name, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(LauncherRun.packaged().toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output(name).toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(variable -> variable.startsWith("FLEET_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // Its own, so that commands find this test's local fleet and no other.
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private void awaitLine(String name, String beginning) {
        await().atMost(START).until(() -> text(name).lines().anyMatch(line -> line.startsWith(beginning)));
    }

    private Path output(String name) {
        return folder.resolve(name + ".out");
    }

    private String text(String name) {
        try {
            return Files.readString(output(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path prompts(int rows) throws IOException {
        Path file = folder.resolve("many.jsonl");
        String[] sizes = {"128x128", "256x128", "128x256"};
        return Files.writeString(
                file,
                IntStream.range(0, rows)
                        .mapToObj(row -> Json.object()
                                .put("id", "id-" + row)
                                .put("prompt", "picture " + row)
                                .put("size", sizes[row % sizes.length])
                                .toString())
                        .collect(Collectors.joining("\n")));
    }

    private List<ObjectNode> results(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve("results.jsonl")).stream()
                .map(Json::parseObject)
                .toList();
    }

    private double redeliveries(String... workers) throws Exception {
        double sum = 0;
        for (String worker : workers) {
            sum += meter(worker, "fleet_redeliveries_total");
        }
        return sum;
    }

    private double meter(String worker, String name) throws Exception {
        Matcher address = ADDRESS.matcher(text(worker));
        assertThat(address.find()).isTrue();
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.group(1) + "/metrics"))
                .build();
        String meters = HTTP.send(request, BodyHandlers.ofString()).body();
        return meters.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
