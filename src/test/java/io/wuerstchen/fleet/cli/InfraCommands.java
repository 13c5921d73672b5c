package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions;
import io.wuerstchen.fleet.worker.device.Device;
import io.wuerstchen.fleet.worker.device.SimulatedDevice;
import io.wuerstchen.fleet.worker.device.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Commands and workers, in this JVM, on a test's own Kafka topics and bucket. */
record InfraCommands(Infra infra) {
    private static final long PIXELS = 1 << 20;

    /** A command that needs no Kafka. */
    CommandLineRun onStore(String... arguments) {
        return CommandLineRun.of(withStore(List.of(arguments)).toArray(String[]::new));
    }

    CommandLineRun run(String... arguments) {
        return CommandLineRun.of(line(arguments).toArray(String[]::new));
    }

    /** With the addresses of Kafka and S3 at its end. */
    List<String> line(String... arguments) {
        List<String> line = withStore(List.of(arguments));
        line.addAll(List.of("--kafka", infra.kafka().bootstrapServers()));
        line.addAll(List.of("--topic-prefix", infra.kafka().topicPrefix()));
        return line;
    }

    /** A command in a process of its own, which the test must have ended by its end. */
    Process process(String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Fleet.class.getName()));
        line.addAll(line(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment().keySet().removeIf(variable -> variable.startsWith("FLEET_"));
        return builder.start();
    }

    /** One whose device takes {@code device}, such as {@code simulated:5ms}, and draws patterns in micro-batches of 8. */
    Worker startWorker(String device) {
        return startWorker(() -> device(device));
    }

    Worker startWorker(Supplier<Device> device) {
        return Worker.start(new WorkerOptions(
                device,
                new WorkerOptions.Work(2, 8, Duration.ofSeconds(20)),
                new WorkerOptions.Addresses(infra.kafka(), infra.store()),
                new WorkerOptions.Presence(Optional.empty(), "127.0.0.1", 0, "test")));
    }

    static Device device(String device) {
        return SimulatedDevice.of(Goldens.model("emoji"), Simulation.parse(device), PIXELS);
    }

    /** A file of small pictures. */
    static Path prompts(Path file, int rows) throws IOException {
        return Files.writeString(
                file,
                IntStream.range(0, rows)
                        .mapToObj(row ->
                                "{\"id\":\"id-" + row + "\",\"prompt\":\"picture " + row + "\",\"size\":\"128x128\"}")
                        .collect(Collectors.joining("\n")));
    }

    private List<String> withStore(List<String> arguments) {
        List<String> line = new ArrayList<>(arguments);
        line.addAll(List.of("--s3-endpoint", infra.store().endpoint().toString()));
        line.addAll(List.of("--s3-access-key", infra.store().keys().accessKey()));
        line.addAll(List.of("--s3-secret-key", infra.store().keys().secretKey()));
        line.addAll(List.of("--bucket", infra.store().bucket()));
        return line;
    }
}
