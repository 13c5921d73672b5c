package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import io.wuerstchen.fleet.local.process.ChildProcess;
import io.wuerstchen.fleet.local.process.ClassDataArchive;
import io.wuerstchen.fleet.local.process.JavaCommand;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Kafka and S3 of local mode in a child JVM, which ends with this object or, at the latest, with this process. */
public final class LocalServers implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(2);
    private static final List<String> SMALL =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    private final ChildProcess child;
    private final ReadyLine ready;
    private final Keys keys;

    private LocalServers(ChildProcess child, ReadyLine ready, Keys keys) {
        this.child = child;
        this.ready = ready;
        this.keys = keys;
    }

    /**
     * Returns when both servers take requests: in two seconds or so, 60 at most.
     *
     * @param logDirectory gets {@code servers.log} and {@code servers.err}
     * @param classPath of the child; {@link JavaCommand#ownClassPath()} will do
     * @throws LocalServersException with the reason, or the end of the log where the child left none
     */
    public static LocalServers start(
            LocalServersSettings settings, Path logDirectory, List<Path> classPath, FleetCache cache) {
        try {
            return startOnce(settings, logDirectory, classPath, cache);
        } catch (LocalServersException e) {
            // Between finding a port free and listening on it, somebody else may have been faster.
            if (!settings.anyPort() || !e.getMessage().contains("Address already in use")) {
                throw e;
            }
            return startOnce(settings, logDirectory, classPath, cache);
        }
    }

    private static LocalServers startOnce(
            LocalServersSettings settings, Path logDirectory, List<Path> classPath, FleetCache cache) {
        var logs = new ServerLogs(logDirectory.toAbsolutePath());
        var child = spawn(command(settings, logs, classPath, cache), logs);
        try {
            String answer = child.answer(START_LIMIT).orElseThrow(() -> silent(child, logs));
            ReadyLine ready = ReadyLine.parse(answer).orElseThrow(() -> new LocalServersException(answer));
            return new LocalServers(child, ready, settings.keys());
        } catch (LocalServersException e) {
            child.close();
            throw e;
        }
    }

    public KafkaAddress kafka() {
        return new KafkaAddress(ready.bootstrapServers(), "", Map.of());
    }

    /** An address with the server's keys; the bucket need not be there yet. */
    public StoreAddress store(String bucket) {
        return new StoreAddress(ready.s3Endpoint(), LocalS3.REGION, bucket, "", keys);
    }

    public long pid() {
        return child.pid();
    }

    /** Calls {@code then}, on a thread of its own, when the servers end before they are closed. */
    public void onUnexpectedExit(Runnable then) {
        child.onUnexpectedExit(then);
    }

    @Override
    public void close() {
        child.close();
    }

    private static JavaCommand command(
            LocalServersSettings settings, ServerLogs logs, List<Path> classPath, FleetCache cache) {
        List<String> flags = new ArrayList<>(SMALL);
        flags.addAll(logs.jvmFlags());
        flags.addAll(new ClassDataArchive(cache.classData(), "servers", classPath).jvmFlags());
        return new JavaCommand(
                LocalServersMain.class.getName(), classPath, flags, settings.arguments(), settings.environment());
    }

    private static ChildProcess spawn(JavaCommand command, ServerLogs logs) {
        try {
            return ChildProcess.start(command, logs.errors());
        } catch (UncheckedIOException e) {
            throw new LocalServersException("local servers with logs in " + logs.directory() + ": " + e.getCause(), e);
        }
    }

    private static LocalServersException silent(ChildProcess child, ServerLogs logs) {
        String what = child.exitStatus(END_LIMIT)
                .map(status -> "ended with status " + status)
                .orElse("not ready after " + START_LIMIT.toSeconds() + " s");
        return new LocalServersException("local servers: " + what + "; the end of their log:\n" + logs.end());
    }
}
