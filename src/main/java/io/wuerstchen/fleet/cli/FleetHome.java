package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.local.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the jars and the demo model lie: the folder that the launcher names or, when started by an IDE or a test, this JVM's
 * own class path and the checkout.
 */
final class FleetHome {
    private final Optional<Path> home;

    private FleetHome(Optional<Path> home) {
        this.home = home;
    }

    static FleetHome find() {
        return new FleetHome(
                Optional.ofNullable(System.getProperty("fleet.home")).map(Path::of));
    }

    Path demoModel() {
        return home.orElseGet(FleetHome::checkout).resolve("models").resolve("wuerstchen-emoji");
    }

    List<Path> workerClassPath() {
        return home.map(path -> jars(path.resolve("lib"))).orElseGet(JavaCommand::ownClassPath);
    }

    /** The servers' own jars first; of two jars of one library only those count. */
    List<Path> serversClassPath() {
        return home.map(path -> serversFirst(path.resolve("lib"))).orElseGet(JavaCommand::ownClassPath);
    }

    private static Path checkout() {
        return Path.of(System.getProperty("fleet.root", "."), "src");
    }

    private static List<Path> serversFirst(Path lib) {
        Map<String, Path> byLibrary = new LinkedHashMap<>();
        jars(lib.resolve("servers")).forEach(jar -> byLibrary.put(library(jar), jar));
        jars(lib).forEach(jar -> byLibrary.putIfAbsent(library(jar), jar));
        return List.copyOf(byLibrary.values());
    }

    /** {@code gson} of {@code gson-2.13.1.jar}. */
    private static String library(Path jar) {
        return jar.getFileName().toString().replaceFirst("-\\d.*", "");
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
