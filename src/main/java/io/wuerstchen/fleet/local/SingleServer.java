package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import io.wuerstchen.fleet.local.process.ChildProcess;
import io.wuerstchen.fleet.local.process.ClassDataArchive;
import io.wuerstchen.fleet.local.process.JavaCommand;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kafka or S3 in a child JVM of its own, which can be killed, stopped for a while and started again without the other.
 * Started again on the same directory and ports, it has what it had.
 */
public final class SingleServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final List<String> SMALL =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");
    private static final String READY = "ready ";

    private final ChildProcess child;
    private final int port;
    private final int secondPort;

    private SingleServer(ChildProcess child, int port, int secondPort) {
        this.child = child;
        this.port = port;
        this.secondPort = secondPort;
    }

    /** Kafka, with a second listener for clients that come by way of a proxy. 0 takes a free port; {@code proxy} is one. */
    public static SingleServer kafka(Surroundings at, int port, int secondPort, int proxy) {
        List<String> ports =
                List.of(port, secondPort, proxy).stream().map(String::valueOf).toList();
        return start(at, "kafka", ports, Map.of());
    }

    /** S3; 0 takes a free port. */
    public static SingleServer s3(Surroundings at, int port, Keys keys) {
        LocalServersSettings settings = new LocalServersSettings(at.directory(), 0, port, keys);
        return start(at, "s3", List.of(Integer.toString(port)), settings.environment());
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** What a proxy forwards to. */
    public int secondPort() {
        return secondPort;
    }

    /** Of a Kafka, for clients that go straight. */
    public KafkaAddress kafka() {
        return new KafkaAddress(LoopbackPorts.address(port), "", Map.of());
    }

    /** Of an S3, for clients that go straight; the bucket need not be there yet. */
    public StoreAddress store(String bucket, Keys keys) {
        return new StoreAddress(URI.create("http://" + LoopbackPorts.address(port)), LocalS3.REGION, bucket, "", keys);
    }

    public ChildProcess process() {
        return child;
    }

    @Override
    public void close() {
        child.close();
    }

    private static SingleServer start(Surroundings at, String which, List<String> ports, Map<String, String> secrets) {
        var logs = new ServerLogs(at.logs().toAbsolutePath());
        List<String> flags = new ArrayList<>(SMALL);
        flags.addAll(logs.jvmFlags());
        flags.addAll(new ClassDataArchive(at.cache().classData(), "servers", at.classPath()).jvmFlags());
        List<String> arguments =
                new ArrayList<>(List.of(which, at.directory().toAbsolutePath().toString()));
        arguments.addAll(ports);
        var command = new JavaCommand(SingleServerMain.class.getName(), at.classPath(), flags, arguments, secrets);
        var child = ChildProcess.start(command, logs.errors());
        String answer = child.answer(START_LIMIT).orElse("no answer; the end of its log:\n" + logs.end());
        if (!answer.startsWith(READY)) {
            child.close();
            throw new LocalServersException(which + " in " + at.directory() + ": " + answer);
        }
        String[] taken = answer.substring(READY.length()).split(" ");
        return new SingleServer(child, Integer.parseInt(taken[0]), Integer.parseInt(taken[1]));
    }

    /**
     * @param directory of its data
     * @param logs folder for {@code servers.log} and {@code servers.err}
     */
    public record Surroundings(Path directory, Path logs, List<Path> classPath, FleetCache cache) {}
}
