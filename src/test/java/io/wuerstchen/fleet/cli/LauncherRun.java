package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.Goldens;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The launcher as a user calls it, in a process of its own. */
record LauncherRun(int exitCode, List<String> out, List<String> err) {
    private static final int LIMIT_SECONDS = 180;

    /** What {@code mvn package} left, in the form of the unpacked archive. */
    static Path packaged() {
        return Goldens.root().resolve("src/target/home/bin/fleet");
    }

    /** Runs to its end. */
    static LauncherRun of(Path launcher, Path workingDirectory, String... arguments)
            throws IOException, InterruptedException {
        return of(Map.of(), launcher, workingDirectory, arguments);
    }

    /** With variables of the environment; an empty value takes a variable away. */
    static LauncherRun of(Map<String, String> environment, Path launcher, Path workingDirectory, String... arguments)
            throws IOException, InterruptedException {
        File out = File.createTempFile("fleet", ".out");
        File err = File.createTempFile("fleet", ".err");
        try {
            ProcessBuilder builder = builder(launcher, workingDirectory, arguments)
                    .redirectOutput(out)
                    .redirectError(err);
            builder.environment().putAll(environment);
            builder.environment().values().removeIf(String::isEmpty);
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("fleet " + String.join(" ", arguments) + ": still running");
            }
            return new LauncherRun(
                    process.exitValue(), Files.readAllLines(out.toPath()), Files.readAllLines(err.toPath()));
        } finally {
            Files.delete(out.toPath());
            Files.delete(err.toPath());
        }
    }

    static Process start(Path launcher, Path workingDirectory, File out, File err, String... arguments)
            throws IOException {
        return builder(launcher, workingDirectory, arguments)
                .redirectOutput(out)
                .redirectError(err)
                .start();
    }

    private static ProcessBuilder builder(Path launcher, Path workingDirectory, String... arguments) {
        List<String> line = new ArrayList<>(List.of(launcher.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(workingDirectory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FLEET_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }
}
