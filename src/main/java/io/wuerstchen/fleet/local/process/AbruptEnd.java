package io.wuerstchen.fleet.local.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, whatever ends this JVM in order, a signal say, kills all processes below it, as {@code kill -9} does: for
 * work of which nothing is worth keeping. Without it they take the time that their own end needs.
 */
public final class AbruptEnd implements AutoCloseable {
    /** Killed processes are gone in moments; those that a supervisor starts meanwhile are killed too. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Thread hook = new Thread(AbruptEnd::killAll, "kill-processes");

    private AbruptEnd() {}

    public static AbruptEnd ofAllBelow() {
        AbruptEnd end = new AbruptEnd();
        Runtime.getRuntime().addShutdownHook(end.hook);
        return end;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this JVM ends, and the hook is at work
        }
    }

    private static void killAll() {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!killed().isEmpty() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that were still there. */
    private static List<ProcessHandle> killed() {
        List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        return processes;
    }
}
