package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.Goldens;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive that {@code mvn package} leaves, unpacked where no checkout is. */
@Timeout(120)
class ArchiveIT {
    @TempDir
    static Path folder;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        Path archive = Goldens.root().resolve("src/target/fleet-0.1.0.tar.gz");
        Path target = Files.createDirectory(folder.resolve("a folder"));
        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", target.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        home = target.resolve("fleet-0.1.0");
    }

    @Test
    void saysItsVersion() throws Exception {
        LauncherRun run = LauncherRun.of(home.resolve("bin/fleet"), folder, "--version");

        assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
        assertThat(run.out()).anyMatch(line -> line.contains("0.1.0"));
    }

    @Test
    void drawsWithTheModelThatItBrings() throws Exception {
        LauncherRun run = LauncherRun.of(
                home.resolve("bin/fleet"),
                folder,
                "generate",
                "--prompt",
                "a red apple",
                "--seed",
                "7",
                "--out",
                "out");

        assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
        assertThat(run.out()).containsExactly("out/a-red-apple-7.png");
        assertThat(ImageIO.read(folder.resolve("out/a-red-apple-7.png").toFile())
                        .getWidth())
                .isEqualTo(128);
    }

    @Test
    void keepsTheServersOffTheWorkersClassPath() throws Exception {
        try (var jars = Files.list(home.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("kafka_") || name.startsWith("s3proxy"));
        }
    }
}
