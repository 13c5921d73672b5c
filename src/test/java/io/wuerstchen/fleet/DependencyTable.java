package io.wuerstchen.fleet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What each package depends on, by names without {@link #BASE}.
 *
 * @param rows in the document's order
 */
record DependencyTable(Map<String, Allowed> rows) {
    static final String BASE = "io.wuerstchen.fleet";

    /** {@code | `package` | what it does | `own`, `own` | Library, Library |}. */
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.]+)` \\|[^|]*\\|([^|]*)\\|([^|]*)\\|");

    private static final Map<String, String> LIBRARIES = new TreeMap<>(Map.ofEntries(
            Map.entry("ai.djl.", "DJL"),
            Map.entry("com.sun.jna.", "JNA"),
            Map.entry("com.fasterxml.jackson.", "Jackson"),
            Map.entry("com.github.luben.zstd.", "zstd"),
            Map.entry("com.google.common.", "Guava"),
            Map.entry("io.cloudevents.", "CloudEvents"),
            Map.entry("io.github.resilience4j.", "Resilience4j"),
            Map.entry("io.micrometer.", "Micrometer"),
            Map.entry("io.minio.", "MinIO"),
            Map.entry("io.vertx.", "Vert.x"),
            Map.entry("kafka.", "Kafka"),
            Map.entry("me.tongfei.progressbar.", "progressbar"),
            Map.entry("okhttp3.", "OkHttp"),
            Map.entry("sun.misc.Signal", "jdk.unsupported"),
            Map.entry("org.apache.kafka.", "Kafka"),
            Map.entry("org.apache.commons.compress.", "Commons Compress"),
            Map.entry("org.apache.commons.csv.", "Commons CSV"),
            // Floor's stand-ins have the names of what they stand for.
            Map.entry("org.apache.hadoop.", "Parquet"),
            Map.entry("org.apache.parquet.", "Parquet"),
            Map.entry("org.gaul.s3proxy.", "S3Proxy"),
            Map.entry("org.jclouds.", "jclouds"),
            Map.entry("org.roaringbitmap.", "RoaringBitmap"),
            Map.entry("org.slf4j.", "SLF4J"),
            Map.entry("org.xerial.snappy.", "Snappy"),
            Map.entry("picocli.", "picocli")));

    /** Own packages and libraries; the JDK goes without saying. */
    record Allowed(SortedSet<String> own, SortedSet<String> libraries) {}

    static DependencyTable read(Path document) {
        Map<String, Allowed> rows = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(document)) {
            lines.map(ROW::matcher).filter(Matcher::matches).forEach(row -> rows.put(row.group(1), allowed(row)));
            return new DependencyTable(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DependencyTable of(JavaClasses classes) {
        Map<String, Allowed> rows = new TreeMap<>();
        for (JavaClass each : classes) {
            Allowed row = rows.computeIfAbsent(shortName(each), name -> new Allowed(new TreeSet<>(), new TreeSet<>()));
            each.getDirectDependenciesFromSelf().forEach(dependency -> add(row, shortName(each), dependency));
        }
        return new DependencyTable(rows);
    }

    SortedSet<String> dependants(String name) {
        SortedSet<String> dependants = new TreeSet<>();
        rows.forEach((dependant, allowed) -> {
            if (allowed.own().contains(name)) {
                dependants.add(dependant);
            }
        });
        return dependants;
    }

    private static Allowed allowed(Matcher row) {
        return new Allowed(names(row.group(2).replace("`", "")), names(row.group(3)));
    }

    private static SortedSet<String> names(String list) {
        return new TreeSet<>(Stream.of(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList());
    }

    private static void add(Allowed row, String from, Dependency dependency) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        String name = target.getName();
        if (target.isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("com.sun.management.") // of the JDK too, and exported
                || name.startsWith("javax.")
                || name.startsWith("org.w3c.")) {
            return;
        }
        if (!name.startsWith(BASE + ".")) {
            row.libraries().add(library(name));
        } else if (!shortName(target).equals(from)) {
            row.own().add(shortName(target));
        }
    }

    /** A library without a name here stands out by the name of its class. */
    private static String library(String className) {
        return LIBRARIES.entrySet().stream()
                .filter(library -> className.startsWith(library.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(className);
    }

    private static String shortName(JavaClass type) {
        return type.getPackageName().substring(BASE.length() + 1);
    }
}
