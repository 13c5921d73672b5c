package io.wuerstchen.fleet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** diffusers in a Python process of its own, its model loaded; draws what it is asked for. */
final class ReferenceProcess implements AutoCloseable {
    private static final String SCRIPT = "reference.py";
    private static final String SPIN = "GOMP_SPINCOUNT";
    private static final int END_SECONDS = 20;
    /** For an answer: far above what pictures take, and then it is killed. */
    private static final int HOURS = 6;

    private final Process process;
    private final OutputStream requests;
    private final BufferedReader answers;
    private final Path log;

    private ReferenceProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        requests = process.getOutputStream();
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @param folder for the script and for what it says beside its answers */
    static ReferenceProcess start(Reference reference, Path folder) throws IOException {
        Path script = folder.resolve(SCRIPT);
        try (InputStream source = ReferenceProcess.class.getResourceAsStream(SCRIPT)) {
            Files.write(script, source.readAllBytes());
        }
        Path log = folder.resolve("reference.log");
        ProcessBuilder python = new ProcessBuilder(
                        reference.python().toString(),
                        script.toString(),
                        reference.model().toString(),
                        Integer.toString(reference.threads()),
                        reference.device())
                .redirectError(log.toFile());
        python.environment().remove(SPIN); // the launcher's choice for us: diffusers runs as it comes
        return new ReferenceProcess(python.start(), log);
    }

    /** Waits for what it took; the pictures are in the file that the request names, a byte a value. */
    Spent draw(ObjectNode request) throws IOException {
        String answer = told(request) ? answer() : null;
        if (answer == null) {
            throw new IllegalStateException("the reference ended; its last line: " + lastLine());
        }
        JsonNode spent = Json.parseObject(answer);
        return new Spent(
                spent.path("seconds").asDouble(), spent.path("cpu_seconds").asDouble());
    }

    /** Not, if it has ended. */
    private boolean told(ObjectNode request) {
        try {
            requests.write((request + "\n").getBytes(StandardCharsets.UTF_8));
            requests.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String answer() throws IOException {
        CompletableFuture<Void> late = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(HOURS, TimeUnit.HOURS));
        try {
            return answers.readLine();
        } finally {
            late.cancel(false);
        }
    }

    private String lastLine() throws IOException {
        return Files.readAllLines(log).stream().filter(line -> !line.isBlank()).reduce("none", (before, line) -> line);
    }

    /** Its input's end is its own, and if it does not see that, it is killed. */
    @Override
    public void close() throws InterruptedException {
        try {
            requests.close();
        } catch (IOException e) {
            process.destroyForcibly(); // it reads no more
        }
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
