package io.wuerstchen.fleet.worker.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Does so many things at once, and none of the rest after one has failed. */
final class Crew {
    private static final int STOP_SECONDS = 30;

    private final int threads;
    private final Runnable stop;

    /** @param stop ends what is being waited for, as an interrupt may not */
    Crew(int threads, Runnable stop) {
        this.threads = threads;
        this.stop = stop;
    }

    /** Returns when all are done, or throws what the first failed with. No thread is left behind. */
    void run(List<? extends Runnable> tasks) throws InterruptedException {
        AtomicInteger names = new AtomicInteger();
        ExecutorService pool =
                Executors.newFixedThreadPool(threads, work -> new Thread(work, "pull-" + names.getAndIncrement()));
        try {
            CompletionService<Void> done = new ExecutorCompletionService<>(pool);
            List<Future<Void>> all = new ArrayList<>();
            tasks.forEach(task -> all.add(done.submit(task, null)));
            for (int i = 0; i < all.size(); i++) {
                get(done.take());
            }
        } finally {
            stop.run();
            pool.shutdownNow();
            await(pool);
        }
    }

    private static void get(Future<Void> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void await(ExecutorService pool) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
