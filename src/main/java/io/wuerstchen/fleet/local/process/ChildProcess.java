package io.wuerstchen.fleet.local.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child JVM on a life line: its standard input is held open and never written to, so that the child sees the end of it when
 * this process stops it or dies, however it dies (see {@link ParentWatch}). Its standard output is read, line by line, for
 * answers; its standard error goes to a file.
 *
 * <p>Ctrl-C and the end of the terminal reach every process of a foreground group; the child leaves them to its parent.
 */
public final class ChildProcess implements AutoCloseable {
    private static final List<String> DEAF_TO_TERMINAL = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration LAST_GRACE = Duration.ofSeconds(5);
    private static final Duration EXIT = Duration.ofMillis(500);

    private final Process process;
    private final CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> outputEnd = new CompletableFuture<>();
    private volatile boolean closing;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Returns at once; the program answers when it is ready.
     *
     * @throws UncheckedIOException when the operating system refuses
     */
    public static ChildProcess start(JavaCommand command, Path errorLog) {
        List<String> line = new ArrayList<>(DEAF_TO_TERMINAL);
        line.addAll(command.line());
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.to(errorLog.toFile()));
        builder.environment().keySet().removeIf(ChildProcess::isOption);
        builder.environment().putAll(command.environment());
        try {
            Files.createDirectories(errorLog.toAbsolutePath().getParent());
            var child = new ChildProcess(builder.start());
            child.readOutput();
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit status. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Calls {@code then}, on a thread of its own, when the child ends before it is closed. */
    public void onUnexpectedExit(Runnable then) {
        process.onExit().thenRun(() -> {
            if (!closing) {
                then.run();
            }
        });
    }

    /** The child's first line of output; empty when it ended without one or the time has passed. */
    public Optional<String> answer(Duration limit) {
        return ended(answer, limit) ? answer.join() : Optional.empty();
    }

    /** Empty when the child has not ended before the time has passed. */
    public Optional<Integer> exitStatus(Duration limit) {
        return ended(process.onExit(), limit) ? Optional.of(process.exitValue()) : Optional.empty();
    }

    /** Ends the child as {@code kill -9} does, and returns when it is gone. */
    public void kill() {
        closing = true;
        process.destroyForcibly();
        ended(process.onExit(), LAST_GRACE);
    }

    /**
     * SIGSTOP now, SIGCONT when the time is over. Both are sent by a shell of its own, so that no child stays stopped for
     * ever when this process dies meanwhile.
     */
    public void pause(Duration time) {
        String seconds = String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
        String script = "trap '' INT HUP; kill -STOP \"$1\" && { sleep \"$2\"; kill -CONT \"$1\"; }";
        try {
            new ProcessBuilder("/bin/sh", "-c", script, "sh", Long.toString(pid()), seconds)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks by the life line, then by SIGTERM, then kills; 15 s at most. A child that has closed its output has stopped what
     * it ran, and may be left alone with its class data archive for some seconds more.
     */
    @Override
    public void close() {
        closing = true;
        endLifeLine();
        if (!ended(outputEnd, GRACE)) {
            process.destroy();
            if (!ended(process.onExit(), LAST_GRACE)) {
                process.destroyForcibly();
            }
        }
        ended(process.onExit(), EXIT);
    }

    /** What the user set for this process's commands, a far Kafka's address say, is not for its children. */
    private static boolean isOption(String variable) {
        return variable.startsWith("FLEET_") && !variable.equals("FLEET_LOG");
    }

    private static boolean ended(CompletableFuture<?> end, Duration limit) {
        try {
            end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void endLifeLine() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended already
        }
    }

    private void readOutput() {
        var thread = new Thread(
                () -> {
                    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                        readLines(lines);
                    } catch (IOException e) {
                        // a broken pipe is an ended one
                    } finally {
                        answer.complete(Optional.empty());
                        outputEnd.complete(null);
                    }
                },
                "output-of-" + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads on after the answer, so that the child never waits for a full pipe. */
    private void readLines(BufferedReader lines) throws IOException {
        answer.complete(Optional.ofNullable(lines.readLine()));
        while (lines.readLine() != null) {
            // nobody asked
        }
    }
}
