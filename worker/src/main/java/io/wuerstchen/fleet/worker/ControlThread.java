package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.worker.intake.ControlReader;
import java.time.Duration;

/** Follows what is said of batches, on a thread of its own, until it is closed. */
final class ControlThread implements AutoCloseable {
    /** Long enough for a busy broker; what is heard later is heard in time for most jobs. */
    private static final Duration CATCH_UP = Duration.ofSeconds(10);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final ControlReader reader;
    private final Thread thread;

    private ControlThread(ControlReader reader, Thread thread) {
        this.reader = reader;
        this.thread = thread;
    }

    /** Returns when it has heard what was said so far, or after a while. */
    static ControlThread start(ControlReader reader) {
        Thread thread = new Thread(reader, "control");
        thread.start();
        try {
            reader.awaitCaughtUp(CATCH_UP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new ControlThread(reader, thread);
    }

    @Override
    public void close() {
        reader.stop();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
