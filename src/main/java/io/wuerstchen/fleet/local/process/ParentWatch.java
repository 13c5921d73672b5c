package io.wuerstchen.fleet.local.process;

import java.io.IOException;

/** The child's end of the life line: standard input ends when the parent lets go or dies, by kill -9 too. */
public final class ParentWatch {
    private ParentWatch() {}

    /** Watches from a daemon thread and runs {@code parentIsGone} on it, once. */
    public static void start(Runnable parentIsGone) {
        var thread = new Thread(
                () -> {
                    awaitEndOfInput();
                    parentIsGone.run();
                },
                "parent-watch");
        thread.setDaemon(true);
        thread.start();
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
