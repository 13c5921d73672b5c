package io.wuerstchen.fleet.worker.wuerstchen;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Has calls from several threads take turns: each waits for the one before, for as long as that goes on. */
final class Turns {
    private final ReentrantLock lock;
    private final AtomicLong progress = new AtomicLong();
    private final Duration silence;

    /** @param silence after which the one before is not waited for any longer */
    Turns(Duration silence) {
        this(silence, new ReentrantLock());
    }

    /** @param lock that whoever has a turn holds */
    Turns(Duration silence, ReentrantLock lock) {
        this.silence = silence;
        this.lock = lock;
    }

    /** Whoever takes a turn is known to go on by this listener, which hands on all that it hears. */
    StepListener hearing(StepListener listener) {
        return new StepListener() {
            @Override
            public void onStart(Stage stage) {
                listener.onStart(stage);
            }

            @Override
            public void onStep(Stage stage, int done, int total) {
                listener.onStep(stage, done, total);
            }

            @Override
            public void onProgress() {
                progress.incrementAndGet();
                listener.onProgress();
            }
        };
    }

    /**
     * Waits for a turn; {@link #end} must follow.
     *
     * @throws IllegalStateException if the one before has fallen silent, or the thread is interrupted
     */
    void take() {
        long before = progress.get();
        while (!takeWithin(silence)) {
            long now = progress.get();
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while the device was busy");
            }
            if (now == before) {
                throw new IllegalStateException(
                        "the device is busy, and has shown no progress for " + silence.toSeconds() + " s");
            }
            before = now;
        }
    }

    /** Waits so long for a turn; {@link #end} must follow if there was one. */
    boolean takeWithin(Duration limit) {
        try {
            return lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void end() {
        lock.unlock();
    }
}
