package io.wuerstchen.fleet.local.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * An archive of a child JVM's loaded classes (AppCDS), which spares later children most of their class loading. It is made
 * by the first child at its own end, in four seconds or so, and named by Java version and class path, so that a newer build
 * never sees an older one's. It is only ever a gain in time: whatever fails here, the child runs without.
 */
public final class ClassDataArchive {
    private static final String WANTED = "fleet.archive";

    private final Path file;
    private final List<Path> classPath;

    /** @param name of the program, as archives of other names are left alone */
    public ClassDataArchive(Path directory, String name, List<Path> classPath) {
        this.classPath = List.copyOf(classPath);
        this.file = directory.resolve(name + "-" + digest(classPath) + ".jsa");
    }

    /** Flags for a child that uses the archive or, where there is none yet, makes it by {@link #writeWhereWanted}. */
    public List<String> jvmFlags() {
        if (!classPath.stream().allMatch(Files::isRegularFile)) {
            return List.of(); // the JVM archives classes of jars only
        }
        return Files.exists(file)
                ? List.of("-XX:SharedArchiveFile=" + file)
                : List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:+RecordDynamicDumpInfo", "-D" + WANTED + "=" + file);
    }

    public Path file() {
        return file;
    }

    /** For the child's last act: writes this JVM's classes, where its flags ask for it. */
    public static void writeWhereWanted() {
        String wanted = System.getProperty(WANTED);
        if (wanted == null) {
            return;
        }
        try {
            write(Path.of(wanted));
        } catch (IOException | JMException | RuntimeException e) {
            System.err.println("no class data archive: " + e);
        }
    }

    /** The JVM writes beside; a child killed meanwhile leaves no torn archive. */
    private static void write(Path file) throws IOException, JMException {
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmCds",
                        new Object[] {new String[] {"dynamic_dump", part.toString()}},
                        new String[] {String[].class.getName()});
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        removeOthers(file);
    }

    /** Of older builds, and of children that were killed while they wrote: each is some 60 MB. */
    private static void removeOthers(Path file) throws IOException {
        String name = file.getFileName().toString();
        String program = name.substring(0, name.lastIndexOf('-') + 1);
        try (Stream<Path> files = Files.list(file.getParent())) {
            for (Path other : files.filter(each -> !each.equals(file)).toList()) {
                if (other.getFileName().toString().startsWith(program)) {
                    Files.deleteIfExists(other);
                }
            }
        }
    }

    private static String digest(List<Path> classPath) {
        String facts = Stream.concat(
                        Stream.of(System.getProperty("java.vm.vendor"), System.getProperty("java.vm.version")),
                        classPath.stream().map(ClassDataArchive::facts))
                .collect(Collectors.joining("\n"));
        return UUID.nameUUIDFromBytes(facts.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    private static String facts(Path jar) {
        try {
            return jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
        } catch (IOException e) {
            return jar + " missing";
        }
    }
}
