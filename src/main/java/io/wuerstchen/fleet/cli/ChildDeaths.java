package io.wuerstchen.fleet.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Ends work that would wait for ever for what a dead child process had to do. */
final class ChildDeaths {
    private final Thread work = Thread.currentThread();
    private final AtomicReference<String> first = new AtomicReference<>();

    /** What a child does at its unexpected end: it interrupts the thread that made this object. */
    Runnable interrupting(Supplier<String> what) {
        return () -> {
            first.compareAndSet(null, what.get());
            work.interrupt();
        };
    }

    /** Throws {@link IllegalStateException} with the death that ended the work, where it was one. */
    <T> T during(Callable<T> task) throws Exception {
        try {
            return task.call();
        } catch (RuntimeException | InterruptedException e) {
            if (first.get() != null) {
                Thread.interrupted(); // it has done its work
                throw new IllegalStateException(first.get(), e);
            }
            throw e;
        }
    }
}
