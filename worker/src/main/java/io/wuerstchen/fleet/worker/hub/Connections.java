package io.wuerstchen.fleet.worker.hub;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connections that contents come over. One on which nothing comes any more is cut, and all are at the end: a read of java.net.http
 * waits for ever, and takes no notice of an interrupt. Safe for all threads.
 */
final class Connections implements AutoCloseable {
    private final long silenceNanos;
    private final ScheduledExecutorService timer;
    private final Set<Watch> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param silence after which a connection is cut */
    Connections(Duration silence) {
        silenceNanos = silence.toNanos();
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "pull-timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Watches one from now on. */
    Watch watch(Closeable connection) {
        requireOpen();
        Watch watch = new Watch(connection);
        open.add(watch);
        if (closed) {
            watch.cut();
        }
        return watch;
    }

    /** @throws HubException if all are to end */
    void requireOpen() {
        if (closed) {
            throw HubException.lasting("the pull was stopped");
        }
    }

    /** Cuts all; there will be no others. */
    @Override
    public void close() {
        closed = true;
        open.forEach(Watch::cut);
        timer.shutdownNow();
    }

    /** Over one connection. */
    final class Watch implements AutoCloseable {
        private final Closeable connection;
        private final ScheduledFuture<?> look;
        private volatile long last = System.nanoTime();

        private Watch(Closeable connection) {
            this.connection = connection;
            long every = Math.max(1, silenceNanos / 4);
            look = timer.scheduleAtFixedRate(this::look, every, every, TimeUnit.NANOSECONDS);
        }

        /** Something has come. */
        void heard() {
            last = System.nanoTime();
        }

        @Override
        public void close() {
            look.cancel(false);
            open.remove(this);
        }

        private void look() {
            if (System.nanoTime() - last > silenceNanos) {
                cut();
            }
        }

        private void cut() {
            try {
                connection.close();
            } catch (IOException e) {
                // Its reader hears of it.
                return;
            }
        }
    }
}
