package io.wuerstchen.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that this test runs in. */
final class SourceTree {
    private static final List<String> MAIN =
            List.of("common/src/main/java", "dispatcher/src/main/java", "worker/src/main/java", "src/main/java");

    private static final List<String> TEST =
            List.of("common/src/test/java", "dispatcher/src/test/java", "worker/src/test/java", "src/test/java");

    private SourceTree() {}

    static Path root() {
        return Path.of(System.getProperty("fleet.root"));
    }

    static List<Path> mainFiles() {
        return files(MAIN);
    }

    static List<Path> testFiles() {
        return files(TEST);
    }

    private static List<Path> files(List<String> folders) {
        return folders.stream()
                .flatMap(folder -> files(root().resolve(folder)).stream())
                .toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
