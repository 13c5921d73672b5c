package io.wuerstchen.fleet.local.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program for a JVM like this one.
 *
 * @param environment on top of this process's own, less its {@code FLEET_*} (but for FLEET_LOG); the place for
 *     secrets, which arguments are not
 */
public record JavaCommand(
        String mainClass,
        List<Path> classPath,
        List<String> jvmFlags,
        List<String> arguments,
        Map<String, String> environment) {

    /** The class path this JVM was started with. */
    public static List<Path> ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .collect(Collectors.toUnmodifiableList());
    }

    /** A JVM that crashes, by its own fault or a native library's, says so in {@code folder} and not where the user stands. */
    public static List<String> crashFlags(Path folder) {
        return List.of("-XX:ErrorFile=" + folder.resolve("hs_err_pid%p.log"), "-XX:-CreateCoredumpOnCrash");
    }

    List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Standard output is for answers; the JVM's own words go where stack traces go.
        line.addAll(List.of("-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=warning,cds*=off:stderr"));
        line.addAll(jvmFlags);
        line.addAll(
                List.of("-cp", classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        line.add(mainClass);
        line.addAll(arguments);
        return line;
    }
}
