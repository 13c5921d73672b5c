package io.wuerstchen.fleet.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The largest error of each kind of golden, as a table in the file that -Dgolden.report names, where it names one. */
final class GoldenErrors {
    private static final Map<String, double[]> LARGEST = new ConcurrentSkipListMap<>();

    static {
        String report = System.getProperty("golden.report");
        if (report != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Path.of(report)), "golden-report"));
        }
    }

    private GoldenErrors() {}

    static void note(String name, double error, double tolerance) {
        LARGEST.merge(name, new double[] {error, tolerance}, (one, other) -> one[0] >= other[0] ? one : other);
    }

    private static void write(Path report) {
        String table = LARGEST.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT, "%-40s %.2e of %.0e%n", entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
                .collect(Collectors.joining());
        try {
            Files.createDirectories(report.toAbsolutePath().getParent());
            Files.writeString(report, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
