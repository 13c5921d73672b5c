package io.wuerstchen.fleet.cli;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command in this JVM that takes its time; closing it is as good as SIGTERM. */
final class BackgroundCommand implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final CompletableFuture<CommandLineRun> run = new CompletableFuture<>();
    private final Thread thread;

    BackgroundCommand(String... arguments) {
        thread = new Thread(() -> run.complete(CommandLineRun.of(arguments)), arguments[0]);
        thread.start();
    }

    /** Waits until it has ended by itself. */
    CommandLineRun awaitEnd() {
        try {
            return run.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean hasEnded() {
        return run.isDone();
    }

    @Override
    public void close() {
        thread.interrupt();
        await().atMost(LIMIT).until(run::isDone);
    }
}
