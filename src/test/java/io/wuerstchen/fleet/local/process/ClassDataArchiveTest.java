package io.wuerstchen.fleet.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClassDataArchiveTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void isNotForClassPathsWithFolders() {
        assertThat(new ClassDataArchive(directory, "child", List.of(directory)).jvmFlags())
                .isEmpty();
    }

    @Test
    void isMadeByTheFirstChildAndUsedByTheNext() throws Exception {
        Path jar = jarOfChild();
        var archive = new ClassDataArchive(directory.resolve("cds"), "child", List.of(jar));

        runChild(jar, archive.jvmFlags());

        assertThat(archive.file()).exists();
        assertThat(archive.jvmFlags()).containsExactly("-XX:SharedArchiveFile=" + archive.file());
    }

    @Test
    void removesThoseOfOlderBuildsAndNoOthers() throws Exception {
        // Given
        Path jar = jarOfChild();
        var archive = new ClassDataArchive(directory.resolve("cds"), "child", List.of(jar));
        Path old = Files.createFile(
                Files.createDirectories(directory.resolve("cds")).resolve("child-old.jsa"));
        Path other = Files.createFile(old.resolveSibling("other-old.jsa"));

        // When
        runChild(jar, archive.jvmFlags());

        // Then
        assertThat(old).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void isAnotherOneForAnotherBuild() throws Exception {
        Path jar = jarOfChild();
        var before = new ClassDataArchive(directory, "child", List.of(jar));

        Files.write(jar, new byte[] {1, 2, 3});

        assertThat(new ClassDataArchive(directory, "child", List.of(jar)).file())
                .isNotEqualTo(before.file());
    }

    @Test
    void aTornOneOnlyCostsTime() throws Exception {
        Path jar = jarOfChild();
        var archive = new ClassDataArchive(directory, "child", List.of(jar));
        Files.write(archive.file(), new byte[] {1, 2, 3});

        runChild(jar, archive.jvmFlags());

        assertThat(archive.jvmFlags()).containsExactly("-XX:SharedArchiveFile=" + archive.file());
    }

    /** Runs a child to its end, which must be the one it chose. */
    private void runChild(Path jar, List<String> jvmFlags) {
        var command = new JavaCommand(PatientChild.class.getName(), List.of(jar), jvmFlags, List.of("x"), Map.of());
        try (var child = ChildProcess.start(command, directory.resolve("child.err"))) {
            assertThat(child.answer(LIMIT)).isPresent();
            child.close();
            assertThat(child.exitStatus(LIMIT)).contains(7);
        }
    }

    private Path jarOfChild() throws IOException {
        Path jar = directory.resolve("child.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                var entries = new JarOutputStream(file)) {
            for (Class<?> needed : List.of(PatientChild.class, ParentWatch.class, ClassDataArchive.class)) {
                String name = needed.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(name));
                try (var in = needed.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(entries);
                }
            }
        }
        return jar;
    }
}
