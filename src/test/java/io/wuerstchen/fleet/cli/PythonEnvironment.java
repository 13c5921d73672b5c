package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.worker.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Python with the packages that read datasets, made once and kept in the user's cache. */
final class PythonEnvironment {
    private static final int LIMIT_SECONDS = 400;

    private final Path folder;
    private final Path requirements;
    private final Path home;

    private PythonEnvironment(Path requirements, Path home) throws IOException {
        this.requirements = requirements;
        this.home = home;
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(path -> path.startsWith("/"))
                .orElse(System.getProperty("user.home") + "/.cache");
        String name = Digests.sha256(Files.readAllBytes(requirements)).substring(0, 12);
        folder = Path.of(cache, "wuerstchen-fleet", "python-" + name);
    }

    /** @param home for what packages write */
    static PythonEnvironment find(Path home) throws IOException {
        return new PythonEnvironment(Goldens.root().resolve("src/test/resources/export/requirements.txt"), home);
    }

    /** Why it can't be had here; empty where it is there. */
    Optional<String> missing() throws IOException, InterruptedException {
        Path ready = folder.resolve("ready");
        if (Files.exists(ready)) {
            return Optional.empty();
        }
        Run venv = run(List.of("python3", "-m", "venv", "--clear", folder.toString()));
        if (venv.exitCode() != 0) {
            return Optional.of("python3 -m venv: " + venv.lastLine());
        }
        Run packages =
                python("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements.toString());
        if (packages.exitCode() != 0) {
            return Optional.of("pip install: " + packages.lastLine());
        }
        Files.createFile(ready);
        return Optional.empty();
    }

    Run python(String... arguments) throws IOException, InterruptedException {
        return run(Stream.concat(Stream.of(folder.resolve("bin/python").toString()), Stream.of(arguments))
                .toList());
    }

    /** How a program ended. */
    record Run(int exitCode, String output) {
        String lastLine() {
            List<String> lines = output.lines().toList();
            return lines.isEmpty() ? "exit code " + exitCode : lines.get(lines.size() - 1);
        }
    }

    private Run run(List<String> line) throws IOException, InterruptedException {
        Path output = Files.createTempFile("python", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("HF_HUB_OFFLINE", "1");
            // Else datasets keeps what it has read, and reads that again.
            builder.environment().put("HF_HOME", home.toString());
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Run(1, line.get(0) + " took longer than " + LIMIT_SECONDS + " s");
            }
            return new Run(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            return new Run(127, e.getMessage()); // there is no such program
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
