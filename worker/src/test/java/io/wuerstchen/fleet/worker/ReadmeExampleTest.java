package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's lines compile, run, and draw. */
class ReadmeExampleTest {
    private static final String PROGRAM = """
            import io.wuerstchen.fleet.worker.wuerstchen.*;
            import java.io.File;
            import java.nio.file.Path;
            import javax.imageio.ImageIO;
            public final class Example {
                public static void run() throws Exception {
            %s
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void theExampleDrawsWhatItSays() throws Exception {
        Path source = Files.writeString(folder.resolve("Example.java"), PROGRAM.formatted(example()));
        compile(source);

        String output = run();

        List<String> lines = output.lines().toList();
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).endsWith(" 128x128 []"));
        BufferedImage apple = ImageIO.read(file(lines.get(0)).toFile());
        assertThat(apple.getRGB(5, 5) & 255).as("blue in the background").isGreaterThan(150);
        assertThat(apple.getRGB(64, 70) >> 16 & 255).as("red in the middle").isGreaterThan(150);
        for (String line : lines) {
            Files.delete(file(line));
        }
    }

    private static Path file(String line) {
        return Path.of(line.substring(0, line.indexOf(".png") + ".png".length()));
    }

    private static String example() throws IOException {
        String readme = Files.readString(Goldens.root().resolve("worker/README.md"));
        String example = readme.substring(readme.indexOf("```java\n") + "```java\n".length());
        String root = Goldens.root().toString().replace("\\", "\\\\");
        return example.substring(0, example.indexOf("```")).replace("Path.of(\"src", "Path.of(\"" + root + "/src");
    }

    private void compile(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int result = compiler.run(
                null,
                null,
                errors,
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
        assertThat(result).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    private String run() throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass("Example").getMethod("run").invoke(null);
        } finally {
            System.setOut(out);
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
