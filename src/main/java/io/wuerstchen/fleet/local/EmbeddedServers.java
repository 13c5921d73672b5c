package io.wuerstchen.fleet.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Both servers in this JVM, and the lock on their directory. */
public final class EmbeddedServers implements AutoCloseable {
    private final DirectoryLock lock;
    private final LocalKafka kafka;
    private final LocalS3 s3;

    private EmbeddedServers(DirectoryLock lock, LocalKafka kafka, LocalS3 s3) {
        this.lock = lock;
        this.kafka = kafka;
        this.s3 = s3;
    }

    /** Starts both at once, as each spends its time loading classes, and returns when both take requests. */
    public static EmbeddedServers start(LocalServersSettings settings) {
        var lock = DirectoryLock.take(settings.directory());
        var kafka = CompletableFuture.supplyAsync(
                () -> LocalKafka.start(settings.directory().resolve("kafka"), settings.kafkaPort()));
        var s3 = CompletableFuture.supplyAsync(
                () -> LocalS3.start(settings.directory().resolve("s3"), settings.s3Port(), settings.keys()));
        try {
            return CompletableFuture.allOf(kafka, s3)
                    .thenApply(both -> new EmbeddedServers(lock, kafka.join(), s3.join()))
                    .join();
        } catch (CompletionException e) {
            ifStarted(kafka, LocalKafka::close);
            ifStarted(s3, LocalS3::close);
            lock.close();
            throw e.getCause() instanceof LocalServersException
                    ? (LocalServersException) e.getCause()
                    : new LocalServersException("local servers do not start: " + e.getCause(), e);
        }
    }

    public LocalKafka kafka() {
        return kafka;
    }

    public LocalS3 s3() {
        return s3;
    }

    @Override
    public void close() {
        try (lock;
                kafka) {
            s3.close();
        }
    }

    private static <S> void ifStarted(CompletableFuture<S> server, Consumer<S> close) {
        if (!server.isCompletedExceptionally()) {
            close.accept(server.join());
        }
    }
}
