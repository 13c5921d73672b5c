package io.wuerstchen.fleet.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes SIGTERM and Ctrl-C an interrupt of the thread that opened this, and has the JVM wait until it is closed, a bounded time:
 * for a last snapshot, and a lease to be given back.
 */
final class StopSignal implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    private StopSignal(Thread worker) {
        hook = new Thread(() -> stop(worker), "stop");
    }

    static StopSignal interruptingThisThread() {
        StopSignal signal = new StopSignal(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The signal has come: the hook is running, and ends now.
            return;
        }
    }

    private void stop(Thread worker) {
        worker.interrupt();
        try {
            closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
