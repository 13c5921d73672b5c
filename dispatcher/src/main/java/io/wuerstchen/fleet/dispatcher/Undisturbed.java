package io.wuerstchen.fleet.dispatcher;

import java.util.concurrent.atomic.AtomicReference;

/** What an interrupt must not cut short: it is done on a thread of its own, which nobody interrupts. */
final class Undisturbed {
    private Undisturbed() {}

    /** Returns when {@code task} is done, or throws what it throws. An interrupt meanwhile is set afterwards. */
    static void run(String name, Runnable task) {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        failure.set(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        join(thread);
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
