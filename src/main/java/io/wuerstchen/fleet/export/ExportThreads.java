package io.wuerstchen.fleet.export;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of an export: one for each shard at once, and some that fetch for all of them. */
final class ExportThreads implements AutoCloseable {
    private static final int FETCHING_A_SHARD = 4;
    /** More than any of them needs to see that it is over, and no longer than a user waits for a command to end. */
    private static final long ENDS_SECONDS = 20;

    private final int atOnce;
    private final ExecutorService shards;
    private final ExecutorService fetching;

    ExportThreads(int atOnce) {
        this.atOnce = atOnce;
        shards = Executors.newFixedThreadPool(atOnce, named("shard-"));
        fetching = Executors.newFixedThreadPool(atOnce * FETCHING_A_SHARD, named("fetch-"));
    }

    int atOnce() {
        return atOnce;
    }

    Executor shards() {
        return shards;
    }

    /** What it is given is bounded by whoever gives it. */
    Executor fetching() {
        return fetching;
    }

    /** Once it is over, none of them writes to a place that may be another export's by then. */
    @Override
    public void close() {
        shards.shutdownNow();
        fetching.shutdownNow();
        try {
            if (!shards.awaitTermination(ENDS_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "a shard is still being written (expected: no longer than " + ENDS_SECONDS + " s)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
