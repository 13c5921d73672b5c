package io.wuerstchen.fleet.local.process;

import java.io.IOException;
import java.time.Duration;

/** The child's end of the life line: standard input ends when the parent lets go or dies, by kill -9 too. */
public final class ParentWatch {
    /** Longer than a parent waits before it kills its child, so that only orphans that hang are still there to be ended. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private ParentWatch() {}

    /** Watches from a daemon thread and runs {@code parentIsGone} on it, once; ends this JVM if it has not ended 20 s later. */
    public static void start(Runnable parentIsGone) {
        start(parentIsGone, LIMIT);
    }

    static void start(Runnable parentIsGone, Duration limit) {
        daemon("parent-watch", () -> {
            awaitEndOfInput();
            daemon("orphan-watch", () -> haltAfter(limit));
            parentIsGone.run();
        });
    }

    private static void daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** No exit, which waits for hooks that may hang like all else. */
    private static void haltAfter(Duration limit) {
        try {
            Thread.sleep(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void awaitEndOfInput() {
        byte[] unused = new byte[64];
        try {
            while (System.in.read(unused) >= 0) {
                // nothing is ever said on the line
            }
        } catch (IOException e) {
            // a broken line is an ended one
        }
    }
}
