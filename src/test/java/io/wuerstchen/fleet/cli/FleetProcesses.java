package io.wuerstchen.fleet.cli;

import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.testing.Infra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Commands in processes of their own, on the servers of a test, whose output goes to files. */
final class FleetProcesses implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final InfraCommands commands;
    private final Path folder;
    private final List<Process> started = new CopyOnWriteArrayList<>();
    private volatile boolean closing;

    FleetProcesses(Infra infra, Path folder) {
        commands = new InfraCommands(infra);
        this.folder = folder;
    }

    /** Returns once it takes jobs. */
    Process startWorker(String name, String device, String... more) throws IOException {
        Process worker = beginWorker(name, device, more);
        awaitReady(name);
        return worker;
    }

    /** Returns at once. */
    Process beginWorker(String name, String device, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of("worker", "--device", device, "--id", name));
        line.addAll(List.of(more));
        return start(name, line.toArray(String[]::new));
    }

    /** One that is started again whenever it ends, as whatever supervises it would. */
    void keepWorker(String name, String device) throws IOException {
        Process worker = beginWorker(name, device);
        var unused = worker.onExit().thenRun(() -> {
            if (!closing) {
                try {
                    keepWorker(name, device);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    void awaitReady(String name) {
        await().atMost(START).until(() -> text(name).lines().anyMatch(line -> line.startsWith("ready " + name)));
    }

    Process start(String name, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(LauncherRun.packaged().toString()));
        line.addAll(commands.line(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(variable -> variable.startsWith("FLEET_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** What a worker that is ready tells of itself. */
    String metrics(String name) throws IOException, InterruptedException {
        String ready = text(name)
                .lines()
                .filter(line -> line.startsWith("ready " + name))
                .findFirst()
                .orElseThrow();
        URI address = URI.create(ready.replaceFirst(".* at (http://\\S+?)(;.*)?$", "$1") + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).timeout(START).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** What a process has said so far. */
    String text(String name) {
        try {
            return Files.readString(folder.resolve(name + ".out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        started.forEach(Process::destroyForcibly);
        for (Process process : started) {
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }
}
