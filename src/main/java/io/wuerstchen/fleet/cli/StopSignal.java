package io.wuerstchen.fleet.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes SIGTERM, Ctrl-C and the end of the terminal a request, which a command meets in its own time and answers with its own
 * exit code. A second signal ends the process at once, and so does the limit.
 *
 * <p>No shutdown hook: once hooks run, a JVM that got a signal ends with 128 and the signal's number, whatever the command came
 * to, unless a hook halts it over the heads of all other hooks. {@code sun.misc.Signal} is there for this, in a module that
 * every JDK has and JEP 260 keeps open.
 */
final class StopSignal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StopSignal.class);
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
    private static final int BY_SIGNAL = 128;
    /** For work of which nothing has to be put in order. */
    static final Duration AT_ONCE = Duration.ZERO;

    /** For a last snapshot, and a lease to be given back. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Runnable stop;
    private final Duration limit;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean came;

    private StopSignal(Runnable stop, Duration limit) {
        this.stop = stop;
        this.limit = limit;
    }

    /** For work that heeds interrupts. */
    static StopSignal interruptingThisThread() {
        return calling(Thread.currentThread()::interrupt, LIMIT);
    }

    /** @param limit for what comes between {@code stop}, which returns at once, and {@link #close} */
    static StopSignal calling(Runnable stop, Duration limit) {
        StopSignal signal = new StopSignal(stop, limit);
        SIGNALS.forEach(signal::listen);
        return signal;
    }

    /** The same as a signal; returns at once. */
    void raise() {
        came = true;
        stop.run();
    }

    /**
     * What comes of the work, or of {@code brokenOff} where it failed because it was to stop.
     *
     * @param brokenOff the exit code, after a word to the user
     */
    int during(Callable<Integer> work, IntSupplier brokenOff) throws Exception {
        try {
            return work.call();
        } catch (Exception e) {
            boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
            if (!came && !interrupted) {
                throw e;
            }
            log.atDebug().setCause(e).log("broken off");
            return brokenOff.getAsInt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void listen(String name) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(name), this::handle);
        } catch (IllegalArgumentException e) {
            // The JVM was told to leave signals alone (-Xrs): then the operating system's own answer stands.
            log.atDebug().setCause(e).addKeyValue("signal", name).log("left to the operating system");
        }
    }

    /** On a daemon thread of the JVM's. */
    private void handle(sun.misc.Signal signal) {
        if (!came && closed.getCount() > 0) {
            raise();
            if (isClosedInTime()) {
                return;
            }
        }
        System.exit(BY_SIGNAL + signal.getNumber());
    }

    private boolean isClosedInTime() {
        try {
            return closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
