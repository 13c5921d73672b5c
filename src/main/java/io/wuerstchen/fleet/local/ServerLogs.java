package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.local.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the servers' JVM logs to: Logback's file, and what it could not catch, such as a crash of the JVM. */
record ServerLogs(Path directory) {
    private static final int LAST_LINES = 10;

    Path log() {
        return directory.resolve("servers.log");
    }

    Path errors() {
        return directory.resolve("servers.err");
    }

    List<String> jvmFlags() {
        List<String> flags = new ArrayList<>(JavaCommand.crashFlags(directory));
        flags.addAll(List.of("-Dlogback.configurationFile=logback-servers.xml", "-Dfleet.logs=" + directory));
        return flags;
    }

    /** The last lines of both files, each line indented. */
    String end() {
        return Stream.of(log(), errors())
                .flatMap(file -> lastLines(file).stream())
                .map(line -> "  " + line)
                .collect(Collectors.joining("\n"));
    }

    private static List<String> lastLines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of(file + ": " + e);
        }
    }
}
