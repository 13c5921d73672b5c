package io.wuerstchen.fleet.export;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of an export: one for each shard at once, and some that fetch for all of them. */
final class ExportThreads implements AutoCloseable {
    private static final int FETCHING_A_SHARD = 4;

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

    @Override
    public void close() {
        shards.shutdownNow();
        fetching.shutdownNow();
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
