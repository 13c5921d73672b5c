package io.wuerstchen.fleet.chaos.fleet;

import io.wuerstchen.fleet.local.FleetCache;
import io.wuerstchen.fleet.local.process.ChildProcess;
import io.wuerstchen.fleet.local.process.ClassDataArchive;
import io.wuerstchen.fleet.local.process.JavaCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the processes of a run are made of.
 *
 * @param mainClass of the command line
 * @param classPath of workers and dispatchers
 * @param serversClassPath of Kafka and S3
 * @param environment for all of them, such as where DJL unpacks its libraries
 */
public record Programs(
        String mainClass,
        List<Path> classPath,
        List<Path> serversClassPath,
        FleetCache cache,
        Map<String, String> environment) {
    private static final List<String> SMALL = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dai.djl.offline=true",
            "-Djava.awt.headless=true");

    /** A command of the fleet as a child process, whose log is {@code log}. */
    ChildProcess start(List<String> arguments, String heap, Map<String, String> where, Path log) {
        List<String> flags = new ArrayList<>(SMALL);
        flags.add("-Xmx" + heap);
        flags.addAll(JavaCommand.crashFlags(log.toAbsolutePath().getParent()));
        flags.add("-Djna.tmpdir=" + cache.jna());
        flags.addAll(new ClassDataArchive(cache.classData(), "worker", classPath).jvmFlags());
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(where);
        return ChildProcess.start(new JavaCommand(mainClass, classPath, flags, arguments, all), log);
    }
}
