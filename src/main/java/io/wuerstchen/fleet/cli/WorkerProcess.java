package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.local.FleetCache;
import io.wuerstchen.fleet.local.process.ChildProcess;
import io.wuerstchen.fleet.local.process.ClassDataArchive;
import io.wuerstchen.fleet.local.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code fleet worker} as a child process that ends with this one. */
final class WorkerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final List<String> SMALL =
            List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");
    private static final List<String> OFFLINE = List.of("-Dai.djl.offline=true", "-Djava.awt.headless=true");

    private final ChildProcess child;
    private final Path log;

    private WorkerProcess(ChildProcess child, Path log) {
        this.child = child;
        this.log = log;
    }

    /**
     * Returns at once; {@link #ready} waits.
     *
     * @param options of the command, besides the demo model
     */
    static WorkerProcess start(
            FleetHome home, KafkaAddress kafka, StoreAddress store, List<String> options, Path logs) {
        FleetCache cache = FleetCache.ofUser();
        List<Path> classPath = home.workerClassPath();
        List<String> flags = new ArrayList<>(SMALL);
        flags.addAll(OFFLINE);
        flags.addAll(JavaCommand.crashFlags(logs.toAbsolutePath()));
        flags.add("-Djna.tmpdir=" + cache.jna());
        flags.addAll(new ClassDataArchive(cache.classData(), "worker", classPath).jvmFlags());
        List<String> arguments = new ArrayList<>(List.of(
                "worker", "--end-with-parent", "--model", home.demoModel().toString()));
        arguments.addAll(options);
        Path log = logs.resolve("worker.log");
        JavaCommand command =
                new JavaCommand(Fleet.class.getName(), classPath, flags, arguments, environment(kafka, store, cache));
        return new WorkerProcess(ChildProcess.start(command, log), log);
    }

    /** What the worker says of itself once it takes jobs. */
    String ready() {
        return child.answer(START_LIMIT).orElseThrow(this::failure);
    }

    ProcessHandle handle() {
        return ProcessHandle.of(child.pid()).orElseThrow(this::failure);
    }

    void onUnexpectedExit(Runnable then) {
        child.onUnexpectedExit(then);
    }

    /** For whoever waited for its work in vain. */
    IllegalStateException failure() {
        return new IllegalStateException("the worker ended; its log " + log + " ends in: " + lastLine());
    }

    @Override
    public void close() {
        child.close();
    }

    private static Map<String, String> environment(KafkaAddress kafka, StoreAddress store, FleetCache cache) {
        return Map.of(
                "FLEET_KAFKA", kafka.bootstrapServers(),
                "FLEET_S3_ENDPOINT", store.endpoint().toString(),
                "FLEET_S3_REGION", store.region(),
                "FLEET_S3_ACCESS_KEY", store.keys().accessKey(),
                "FLEET_S3_SECRET_KEY", store.keys().secretKey(),
                "FLEET_BUCKET", store.bucket(),
                "DJL_CACHE_DIR", EngineCache.of(System.getenv(), cache).folder().toString(),
                "GOMP_SPINCOUNT", spin(System.getenv()));
    }

    /** How long libtorch's threads spin while they wait for each other: as the launcher says, which not everybody comes by. */
    static String spin(Map<String, String> environment) {
        return environment.getOrDefault("GOMP_SPINCOUNT", "3000");
    }

    private String lastLine() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.isEmpty() ? "(nothing)" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "(can't be read)";
        }
    }
}
